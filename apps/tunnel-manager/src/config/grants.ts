import type { PortsByProject } from '@tunnel-manager/adapters-host';
import type { ProjectGrant } from '@tunnel-manager/core';
import type { Config } from './schema.ts';

/** What the configuration grants each project, as the core asks for it. */
export const grantsOf = (projects: Config['projects']): readonly ProjectGrant[] =>
  Object.entries(projects).map(([project, { domains, quota }]) => ({
    project,
    domains: domains ?? null,
    quota: quota ?? null,
  }));

export const portsOf = (projects: Config['projects']): PortsByProject =>
  new Map(Object.entries(projects).map(([project, { ports }]) => [project, ports]));
