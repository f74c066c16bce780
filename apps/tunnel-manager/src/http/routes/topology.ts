import { z } from 'zod';
import { recommendationView, topologyView } from '../../contract/topology-views.ts';
import { reply, route } from '../route.ts';

/** The containers of the machine, and what can be done with them. */
export const topologyRoutes = [
  route({
    method: 'GET',
    path: '/api/v1/topology',
    summary: 'The containers of the caller’s project and the networks that they are on; an admin sees all.',
    adminOnly: false,
    action: null,
    answers: { 200: topologyView },
    call: async (manager) => reply(await manager.topology()),
  }),
  route({
    method: 'GET',
    path: '/api/v1/recommendations',
    summary: 'For each port of each running container of the caller: where a hostname would lead, or the remedy.',
    adminOnly: false,
    action: null,
    answers: { 200: z.object({ items: z.array(recommendationView) }) },
    call: async (manager) => reply(await manager.recommend(), (items) => ({ items })),
  }),
];
