import { z } from 'zod';
import {
  cursorInput,
  expiresInput,
  flagQuery,
  limitQuery,
  nameInput,
  portInput,
  projectInput,
  requestFields,
  targetInput,
} from '../../contract/inputs.ts';
import { hostnameAnswer, hostnameState, hostnameView, releaseAnswer } from '../../contract/views.ts';
import { reply, route } from '../route.ts';

const oneHostname = z.strictObject({ hostname: nameInput });

/** Asking for, listing, reading and releasing hostnames. */
export const hostnameRoutes = [
  route({
    method: 'GET',
    path: '/api/v1/hostnames',
    summary: 'The hostnames of the caller’s project; an admin sees all.',
    adminOnly: false,
    action: null,
    query: z.strictObject({
      project: projectInput.optional(),
      domain: nameInput.optional(),
      state: hostnameState.optional(),
      limit: limitQuery,
      cursor: cursorInput,
    }),
    answers: { 200: z.object({ items: z.array(hostnameView), nextCursor: z.string().optional() }) },
    call: async (manager, { query: { limit, cursor, ...filter } }) =>
      reply(await manager.hostnames(filter, { limit, cursor })),
  }),
  route({
    method: 'POST',
    path: '/api/v1/hostnames',
    summary: 'Ask for a hostname. Asking again for the same one is answered with it; 201 only when it is new.',
    adminOnly: false,
    action: 'hostname.request',
    body: z.strictObject({
      ...requestFields,
      port: portInput.optional().describe('The port of the service on the host, or with `container` inside it.'),
      target: targetInput,
      project: projectInput.optional().describe('Only an admin has to say it.'),
      expiresInSeconds: expiresInput,
    }),
    answers: { 200: hostnameAnswer, 201: hostnameAnswer },
    call: async (manager, { body }) => {
      const outcome = await manager.requestHostname(body);
      if (!outcome.ok) return outcome;
      const isNew = outcome.value.created && body.dryRun !== true;
      return { ok: true, value: { status: isNew ? 201 : 200, body: outcome.value } };
    },
  }),
  route({
    method: 'GET',
    path: '/api/v1/hostnames/{hostname}',
    summary: 'One hostname.',
    adminOnly: false,
    action: 'hostname.read',
    params: oneHostname,
    answers: { 200: hostnameView },
    call: async (manager, { params }) => reply(await manager.hostname(params.hostname)),
  }),
  route({
    method: 'DELETE',
    path: '/api/v1/hostnames/{hostname}',
    summary: 'Release a hostname: its DNS record goes first, then its route.',
    adminOnly: false,
    action: 'hostname.release',
    params: oneHostname,
    query: z.strictObject({ dryRun: flagQuery }),
    answers: { 200: releaseAnswer },
    call: async (manager, { params, query }) =>
      reply(await manager.releaseHostname({ hostname: params.hostname, dryRun: query.dryRun })),
  }),
];
