import { z } from 'zod';
import { cursorInput, limitQuery, nameInput, projectInput, timeQuery } from '../../contract/inputs.ts';
import { auditAction, auditOutcome, auditView } from '../../contract/views.ts';
import { reply, route } from '../route.ts';

/** What was attempted, by whom, and what came of it. */
export const auditRoutes = [
  route({
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'The audit log, newest first.',
    adminOnly: true,
    action: 'audit.read',
    query: z.strictObject({
      project: projectInput.optional(),
      action: auditAction.optional(),
      outcome: auditOutcome.optional(),
      hostname: nameInput.optional(),
      from: timeQuery.describe('Inclusive, ISO 8601.'),
      to: timeQuery.describe('Exclusive, ISO 8601.'),
      limit: limitQuery,
      cursor: cursorInput,
    }),
    answers: { 200: z.object({ items: z.array(auditView), nextCursor: z.string().optional() }) },
    call: async (manager, { query: { limit, cursor, ...filter } }) =>
      reply(await manager.audit(filter, { limit, cursor })),
  }),
];
