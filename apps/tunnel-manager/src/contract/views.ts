import type {
  AuditView,
  DomainView,
  HostnameAnswer,
  HostnameView,
  OriginAnswer,
  ReleaseAnswer,
  StatusView,
} from '@tunnel-manager/core';
import { z } from 'zod';

const time = () => z.string().describe('ISO 8601 in UTC.');

const targetType = z.enum(['localhost', 'container', 'external']);

export const hostnameState = z
  .enum(['pending', 'active', 'releasing'])
  .describe('active: it is live. pending: it is being made. releasing: it is being taken away.');

export const hostnameView = z.looseObject({
  hostname: z.string(),
  url: z.string().describe('The public address.'),
  origin: z.string().describe('Where its traffic leads.'),
  targetType,
  port: z.int(),
  container: z.exactOptional(z.string()),
  network: z.exactOptional(z.string()),
  project: z.string(),
  vm: z.string(),
  reason: z.string().describe('Why this origin was chosen.'),
  state: hostnameState,
  createdAt: time(),
  updatedAt: time(),
  createdBy: z.string(),
  expiresAt: z.exactOptional(time()),
}) satisfies z.ZodType<HostnameView>;

export const hostnameAnswer = z.looseObject({
  ...hostnameView.shape,
  warnings: z.array(z.string()).readonly(),
  created: z.boolean().describe('False when the project had the name already.'),
  moved: z.boolean().describe('True when an own name now leads elsewhere.'),
  plan: z.exactOptional(z.array(z.string()).readonly()).describe('The steps, when only asked what would be done.'),
}) satisfies z.ZodType<HostnameAnswer>;

export const releaseAnswer = z.looseObject({
  hostname: z.string(),
  deleted: z.boolean(),
  message: z.string(),
  plan: z.exactOptional(z.array(z.string()).readonly()),
}) satisfies z.ZodType<ReleaseAnswer>;

export const domainView = z.looseObject({
  domain: z.string(),
  zoneId: z.string(),
  status: z.enum(['active', 'paused', 'pending', 'removed']),
  isDefault: z.boolean().describe('Used by a request that names no domain.'),
}) satisfies z.ZodType<DomainView>;

export const originAnswer = z.looseObject({
  origin: z.string(),
  targetType,
  port: z.int(),
  container: z.string().nullable(),
  network: z.string().nullable(),
  reason: z.string(),
  reachable: z.literal(true),
  row: z.int().describe('The row of the decision table that applied.'),
  evidence: z.array(z.string()).readonly().describe('What was seen there.'),
  warnings: z.array(z.string()).readonly(),
}) satisfies z.ZodType<OriginAnswer>;

export const statusView = z.looseObject({
  status: z.enum(['up', 'degraded', 'down', 'restarting', 'unknown']),
  uptimeSeconds: z.number(),
  restartCount: z.int(),
  lastCheckAt: time().nullable(),
  lastError: z.exactOptional(z.string()),
  connector: z.string().nullable().describe('The id of the running connector.'),
  edgeConnections: z.int().describe("Connections between the connector and Cloudflare's edge."),
}) satisfies z.ZodType<StatusView>;

export const auditOutcome = z.enum(['ok', 'refused', 'failed']);

export const auditAction = z.enum([
  'hostname.request',
  'hostname.release',
  'hostname.read',
  'hostname.settle',
  'domains.refresh',
  'origin.check',
  'audit.read',
  'ingress.overwritten',
  'legacy.recorded',
]);

export const auditView = z.looseObject({
  id: z.number(),
  at: time(),
  action: auditAction,
  actor: z.string(),
  role: z.enum(['admin', 'project']),
  project: z.string().nullable(),
  requestId: z.string(),
  hostname: z.string().nullable(),
  details: z.unknown(),
  outcome: auditOutcome,
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  durationMs: z.number(),
}) satisfies z.ZodType<AuditView>;

/** The error of every refusal and failure, over HTTP as over MCP. */
export const errorBody = z.object({
  code: z.string().describe('One of the codes of the error reference; it never changes its meaning.'),
  message: z.string().describe('What is wrong, in one sentence.'),
  advice: z.string().describe('What to do about it.'),
  retryable: z.boolean().describe('Whether the same request may succeed later.'),
  details: z.unknown().optional(),
});
