import { ConfiguredPorts, InvalidPortRange, type PortRange } from '@tunnel-manager/adapters-host';
import { z } from 'zod';
import { nearest } from './nearest.ts';
import { projectName, secretReference, textLike } from './texts.ts';

const token = z
  .strictObject({
    token: secretReference.optional().describe('Where the token is kept. Either this or `sha256`.'),
    sha256: textLike(
      (text) => /^[0-9a-f]{64}$/.test(text),
      'is not a SHA-256.',
      'Run "tunnel-manager token create" and copy the line that it prints.',
    )
      .optional()
      .describe('The SHA-256 of the token in hexadecimal, as `token create` prints it.'),
    role: z.literal('admin').optional().describe('`admin` may do everything. Either this or `project`.'),
    project: projectName.optional().describe('The one project for which the token speaks.'),
  })
  .superRefine((entry, context) => {
    if ((entry.token === undefined) === (entry.sha256 === undefined)) {
      refuse(context, [], 'needs either token or sha256.', 'Keep one of the two.');
    }
    if ((entry.role === undefined) === (entry.project === undefined)) {
      refuse(context, [], 'needs either role: admin or a project.', 'Keep one of the two.');
    }
  });

export const authSection = z.strictObject({
  tokens: z.array(token).default([]).describe('Who may call. Each token stands for the admin or for one project.'),
});

interface Whole {
  readonly projects: Readonly<Record<string, { readonly ports: readonly PortRange[] }>>;
  readonly auth: z.output<typeof authSection>;
}

/** What only the whole configuration can show: a port with two owners, a token of a project that is not there. */
export function checkTogether(config: Whole, context: z.RefinementCtx): void {
  try {
    void new ConfiguredPorts(new Map(Object.entries(config.projects).map(([name, { ports }]) => [name, ports])));
  } catch (error) {
    if (!(error instanceof InvalidPortRange)) throw error;
    refuse(context, ['projects'], error.message, 'Give each port to one project.');
  }
  for (const [index, { project }] of config.auth.tokens.entries()) {
    if (project === undefined || Object.hasOwn(config.projects, project)) continue;
    const meant = nearest(project, Object.keys(config.projects));
    const remedy = meant ? `Did you mean "${meant}"?` : `Add "${project}" under projects.`;
    refuse(context, ['auth', 'tokens', index, 'project'], `"${project}" is not configured.`, remedy);
  }
}

function refuse(context: z.RefinementCtx, path: (string | number)[], message: string, remedy: string): void {
  context.addIssue({ code: 'custom', path, message, params: { remedy } });
}
