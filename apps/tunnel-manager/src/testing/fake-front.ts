import {
  accepted,
  refused,
  type AuditAction,
  type AuditView,
  type Caller,
  type DomainView,
  type HostnameAnswer,
  type HostnameView,
  type OriginAnswer,
  type Recommendation,
  type Refusal,
  type StatusView,
  type TopologyView,
  type TunnelManager,
} from '@tunnel-manager/core';
import { credentialOf } from '../auth/credential.ts';
import { tokenSha256 } from '../auth/token.ts';
import type { Front, Log } from '../contract/front.ts';

export const ADMIN_TOKEN = 'tm_admin-token-of-the-tests';
export const DEMO_TOKEN = 'tm_demo-token-of-the-tests';
export const OTHER_TOKEN = 'tm_other-token-of-the-tests';

export const HOSTNAME: HostnameView = {
  hostname: 'app.example.com',
  url: 'https://app.example.com',
  origin: 'http://127.0.0.1:3105',
  targetType: 'localhost',
  port: 3105,
  project: 'demo',
  vm: 'vm-1',
  reason: 'A process of this host answers there.',
  state: 'active',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'demo:12345678',
};

export const STATUS: StatusView = {
  status: 'up',
  uptimeSeconds: 120,
  restartCount: 0,
  lastCheckAt: '2026-01-01T00:00:00.000Z',
  connector: 'c0ffee00-0000-4000-8000-000000000000',
  edgeConnections: 4,
};

const ANSWER: HostnameAnswer = { ...HOSTNAME, warnings: [], created: true, moved: false };
const DOMAIN: DomainView = { domain: 'example.com', zoneId: 'z1', status: 'active', isDefault: true };
const ORIGIN: OriginAnswer = {
  origin: 'http://127.0.0.1:3105',
  targetType: 'localhost',
  port: 3105,
  container: null,
  network: null,
  reason: 'A process of this host answers there.',
  reachable: true,
  row: 1,
  evidence: ['GET / answered 200'],
  warnings: [],
};
const TOPOLOGY: TopologyView = {
  observedAt: '2026-01-01T00:00:00.000Z',
  stale: false,
  networks: [{ name: 'tunnel', driver: 'bridge', internal: false }],
  containers: [
    {
      name: 'demo-web',
      image: 'example/web:1',
      state: 'running',
      project: 'demo',
      networkMode: 'tunnel',
      networks: [{ name: 'tunnel', ipAddress: '172.18.0.2', aliases: ['web'] }],
      ports: [
        { internalPort: 8080, protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 3105 },
        { internalPort: 8080, protocol: 'tcp', hostIp: '::', hostPort: 3105 },
      ],
    },
  ],
};
const RECOMMENDATIONS: readonly Recommendation[] = [
  {
    container: 'demo-web',
    project: 'demo',
    port: 8080,
    routable: true,
    origin: 'http://demo-web:8080',
    row: 3,
    why: 'Both are on the network tunnel.',
  },
];
const AUDIT: AuditView = {
  id: 1,
  at: '2026-01-01T00:00:00.000Z',
  action: 'hostname.request',
  actor: 'demo:12345678',
  role: 'project',
  project: 'demo',
  requestId: 'r1',
  hostname: 'app.example.com',
  details: {},
  outcome: 'ok',
  errorCode: null,
  errorMessage: null,
  durationMs: 12,
};

/** A driving interface on which everything succeeds; a test replaces the one operation that it is about. */
const succeeding: TunnelManager = {
  requestHostname: async () => accepted(ANSWER),
  releaseHostname: async ({ hostname }) => accepted({ hostname, deleted: true, message: `${hostname} is released.` }),
  hostname: async () => accepted(HOSTNAME),
  hostnames: async () => accepted({ items: [HOSTNAME], nextCursor: 'more' }),
  domains: async () => accepted([DOMAIN]),
  refreshDomains: async () => accepted([DOMAIN]),
  checkOrigin: async () => accepted(ORIGIN),
  topology: async () => accepted(TOPOLOGY),
  recommend: async () => accepted(RECOMMENDATIONS),
  status: async () => accepted(STATUS),
  audit: async () => accepted({ items: [AUDIT] }),
};

export interface FakeFront extends Front {
  /** Everything that reached the driving interface: who, which operation, with what. */
  readonly calls: { caller: Caller; operation: string; args: readonly unknown[] }[];
  readonly refusals: { caller: Caller; action: AuditAction; refusal: Refusal; hostname: string | undefined }[];
  readonly logged: { level: keyof Log; facts: object; message: string }[];
}

/** A front on which everything succeeds, with three credentials: admin, demo and other. */
export function fakeFront(overrides: Partial<TunnelManager> = {}, front: Partial<Front> = {}): FakeFront {
  const fake: FakeFront = {
    vm: 'vm-1',
    calls: [],
    refusals: [],
    logged: [],
    as: (caller) =>
      recording({ ...succeeding, ...overrides }, (operation, args) => fake.calls.push({ caller, operation, args })),
    recordRefusal: async (caller, action, refusal, hostname) => {
      fake.refusals.push({ caller, action, refusal, hostname });
    },
    credentials: () => [
      credentialOf(tokenSha256(ADMIN_TOKEN), undefined),
      credentialOf(tokenSha256(DEMO_TOKEN), 'demo'),
      credentialOf(tokenSha256(OTHER_TOKEN), 'other'),
    ],
    ready: async () => ({ driver: 'memory', schemaVersion: 1 }),
    tunnelStatus: async () => STATUS.status,
    log: {
      info: (facts, message) => fake.logged.push({ level: 'info', facts, message }),
      warn: (facts, message) => fake.logged.push({ level: 'warn', facts, message }),
      error: (facts, message) => fake.logged.push({ level: 'error', facts, message }),
    },
    ...front,
  };
  return fake;
}

function recording(
  manager: TunnelManager,
  record: (operation: string, args: readonly unknown[]) => void,
): TunnelManager {
  return new Proxy(manager, {
    get:
      (target, operation: keyof TunnelManager) =>
      (...args: readonly unknown[]) => {
        record(operation, args);
        return (target[operation] as (...input: readonly unknown[]) => unknown)(...args);
      },
  });
}

export const refusing = (refusal: Refusal) => async () => refused(refusal);
