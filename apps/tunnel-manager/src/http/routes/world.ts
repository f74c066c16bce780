import { z } from 'zod';
import { containerInput, portInput, projectInput } from '../../contract/inputs.ts';
import { domainView, originAnswer, statusView } from '../../contract/views.ts';
import { VERSION } from '../../version.ts';
import { reply, route } from '../route.ts';

const domains = { 200: z.object({ items: z.array(domainView) }) };

/** The tunnel, the domains, and where a port would lead. */
export const worldRoutes = [
  route({
    method: 'GET',
    path: '/api/v1/status',
    summary: 'The state of the tunnel, and which daemon answers.',
    adminOnly: false,
    action: null,
    answers: { 200: z.looseObject({ ...statusView.shape, version: z.string(), vm: z.string() }) },
    call: async (manager, _input, { vm }) =>
      reply(await manager.status(), (status) => ({ ...status, version: VERSION, vm })),
  }),
  route({
    method: 'GET',
    path: '/api/v1/domains',
    summary: 'The domains that the caller may use.',
    adminOnly: false,
    action: null,
    answers: domains,
    call: async (manager) => reply(await manager.domains(), (items) => ({ items })),
  }),
  route({
    method: 'POST',
    path: '/api/v1/domains/refresh',
    summary: 'List the zones of the account anew.',
    adminOnly: true,
    action: 'domains.refresh',
    answers: domains,
    call: async (manager) => reply(await manager.refreshDomains(), (items) => ({ items })),
  }),
  route({
    method: 'POST',
    path: '/api/v1/check',
    summary: 'Where a request for this port would lead, whether anything answers there, and why.',
    adminOnly: false,
    action: 'origin.check',
    body: z.strictObject({
      port: portInput,
      container: containerInput,
      project: projectInput.optional().describe('Only an admin has to say it.'),
    }),
    answers: { 200: originAnswer },
    call: async (manager, { body }) => reply(await manager.checkOrigin(body)),
  }),
];
