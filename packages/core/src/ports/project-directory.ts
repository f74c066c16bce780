/** What the operator granted a project. `null` means without limit. */
export interface ProjectGrant {
  readonly project: string;
  readonly domains: readonly string[] | null;
  readonly quota: number | null;
}

export interface ProjectDirectory {
  /** Null for a project that the configuration does not name. Answers from memory. */
  find(project: string): ProjectGrant | null;
}
