import { z } from 'zod';
import { containerInput, portInput } from '../../contract/inputs.ts';
import { recommendationView } from '../../contract/topology-views.ts';
import { originAnswer } from '../../contract/views.ts';
import { tool } from '../tool.ts';

/** Tools that tell where a hostname would lead. They change nothing but the audit log. */
export const routingTools = [
  tool({
    name: 'tunnel_check_connectivity',
    title: 'Check a service',
    description:
      'Tells where a hostname for this port would lead and whether a real HTTP request is answered there. Use it ' +
      'before asking for a hostname, and when a public URL answers with 502. The answer has the origin, why it was ' +
      'chosen, and what was seen. Otherwise it is an error with a code, the reason, and as advice the exact remedy: ' +
      'origin-unreachable (nothing answers, or no connector reaches it), origin-not-running (start the container), ' +
      'origin-ambiguous (name the container), topology-unknown (Docker cannot be asked; try again).',
    adminOnly: false,
    action: 'origin.check',
    // The request that it sends reaches only services of the caller's own machine.
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({
      targetPort: portInput.describe('The port on which the service listens on the host, or with container inside it.'),
      container: containerInput,
    }),
    output: originAnswer,
    call: (manager, { targetPort, container }) => manager.checkOrigin({ port: targetPort, container }),
  }),
  tool({
    name: 'tunnel_recommend_config',
    title: 'Recommend a configuration',
    description:
      'Lists the ports of your project’s running containers and tells for each whether a hostname can lead there. ' +
      'routable: true comes with the origin; ask with tunnel_request_cname, that container and that port. ' +
      'routable: false comes with why and the remedy. It goes by what Docker shows and sends no request to them: ' +
      'tunnel_check_connectivity does.',
    adminOnly: false,
    action: null,
    annotations: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    input: z.strictObject({}),
    output: z.looseObject({
      recommendations: z
        .array(recommendationView)
        .describe('One for each port: `container`, `port`, `routable`, `why`, and `origin` or `remedy`.'),
    }),
    call: async (manager) => {
      const outcome = await manager.recommend();
      return outcome.ok ? { ok: true, value: { recommendations: [...outcome.value] } } : outcome;
    },
  }),
];
