import { z } from 'zod';
import { nameInput, portInput, projectInput, requestFields } from '../../contract/inputs.ts';
import { hostnameAnswer, releaseAnswer } from '../../contract/views.ts';
import { tool } from '../tool.ts';

/** Tools that change what is public. */
export const changeTools = [
  tool({
    name: 'tunnel_request_cname',
    title: 'Request a hostname',
    description:
      'Makes a service of your project reachable at a public https URL, and returns when it is live. The service must ' +
      'answer HTTP on targetPort already, and the port must be one of your project’s. Safe to repeat: asking again for ' +
      'the same name and port returns the same hostname with created: false; asking with another port re-points your ' +
      'own name (moved: true). A name of another project is refused with hostname-taken: choose another one. ' +
      'Every refusal carries a code, the reason and advice on what to change. dryRun: true changes nothing and returns ' +
      'the plan.',
    adminOnly: false,
    action: 'hostname.request',
    // It takes nothing away: a name of one's own that was re-pointed is pointed back by asking again.
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    input: z.strictObject({
      ...requestFields,
      targetPort: portInput.describe('The port on which the service listens on the host, or with container inside it.'),
      projectName: projectInput
        .optional()
        .describe('Your own project, which is also the default; an admin must name one.'),
    }),
    output: hostnameAnswer,
    call: (manager, { targetPort, projectName, ...request }) =>
      manager.requestHostname({ ...request, port: targetPort, project: projectName }),
  }),
  tool({
    name: 'tunnel_delete_cname',
    title: 'Release a hostname',
    description:
      'Takes a public hostname of your project away: its DNS record and its route. The service itself keeps running. ' +
      'A hostname that is not recorded is refused with unknown-hostname, so a repeat after success tells you that it ' +
      'is gone.',
    adminOnly: false,
    action: 'hostname.release',
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    input: z.strictObject({ hostname: nameInput.describe('The full name, such as app.example.com.') }),
    output: releaseAnswer.pick({ deleted: true, message: true }),
    call: async (manager, { hostname }) => {
      const outcome = await manager.releaseHostname({ hostname });
      if (!outcome.ok) return outcome;
      const { deleted, message } = outcome.value;
      return { ok: true, value: { deleted, message } };
    },
  }),
];
