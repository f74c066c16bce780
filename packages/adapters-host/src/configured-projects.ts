import type { ProjectDirectory, ProjectGrant } from '@tunnel-manager/core';

/** The projects that the operator's configuration names. Of two grants for one project the later one counts. */
export class ConfiguredProjects implements ProjectDirectory {
  #grants: ReadonlyMap<string, ProjectGrant>;

  constructor(grants: readonly ProjectGrant[]) {
    this.#grants = byProject(grants);
  }

  /** Takes a new configuration as a whole; a project that it does not name is unknown from then on. */
  replace(grants: readonly ProjectGrant[]): void {
    this.#grants = byProject(grants);
  }

  find(project: string): ProjectGrant | null {
    return this.#grants.get(project) ?? null;
  }
}

const byProject = (grants: readonly ProjectGrant[]): ReadonlyMap<string, ProjectGrant> =>
  new Map(grants.map((grant) => [grant.project, grant]));
