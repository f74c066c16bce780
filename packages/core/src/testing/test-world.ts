import type { AdminCaller, Caller, ProjectCaller } from '../domain/caller.ts';
import type { ProbeResult } from '../ports/origin-probe.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { ProjectGrant } from '../ports/project-directory.ts';
import type { RuntimeView } from '../ports/runtime.ts';
import { createCore, type Core } from '../use-cases/core.ts';
import type { CoreSettings } from '../use-cases/core-settings.ts';
import { foundInstallation } from '../use-cases/found-installation.ts';
import { FakeClock } from './fake-clock.ts';
import { FakeCloudflare } from './fake-cloudflare.ts';
import { MemoryStore } from './memory-store.ts';

/** A whole world in which the plainest request succeeds; each test changes one thing of it. */
export interface TestWorld {
  readonly clock: FakeClock;
  readonly cloudflare: FakeCloudflare;
  readonly store: MemoryStore;
  readonly ports: Ports;
  readonly scope: Scope;
  /** Ports on which nothing listens. */
  readonly silentPorts: Set<number>;
  readonly grants: Map<string, ProjectGrant>;
  /** What Docker shows; null as if there were none. */
  readonly runtime: { view: RuntimeView | null };
  readonly core: Core;
  /** Another daemon on the same store and the same Cloudflare, as after a restart. */
  restart(ports?: Ports): Core;
}

/** Projects `demo` (ports 3000 to 3099) and `other` (3100 to 3199), and three zones of which one is paused. */
export async function createTestWorld(settings: Partial<CoreSettings> = {}): Promise<TestWorld> {
  const clock = new FakeClock();
  const cloudflare = new FakeCloudflare();
  const store = new MemoryStore();
  const silentPorts = new Set<number>();
  const grants = new Map<string, ProjectGrant>(
    ['demo', 'other'].map((project) => [project, { project, domains: null, quota: null }]),
  );
  const probe = async (origin: string): Promise<ProbeResult> =>
    silentPorts.has(Number(origin.split(':').at(-1)))
      ? { answered: false, error: 'connection refused' }
      : { answered: true, status: 200 };
  const runtime: { view: RuntimeView | null } = { view: null };
  const ports: Ports = {
    store,
    clock,
    dns: cloudflare,
    ingress: cloudflare,
    connectors: cloudflare,
    origins: { probe },
    runtime: { view: () => runtime.view },
    allocations: { ownerOf: async (port) => ownerOf(port) },
    projects: { find: (project) => grants.get(project) ?? null },
  };
  const installation = await foundInstallation(store, clock, 'vm-1');
  const scope: Scope = { installation, vm: 'vm-1', tunnelId: 'tunnel-1', defaultDomain: 'example.com' };
  const restart = (other = ports): Core => createCore(other, scope, settings);
  const core = restart();
  await core.refreshDomains();
  return { clock, cloudflare, store, ports, scope, silentPorts, grants, runtime, core, restart };
}

export const project = (name: string): ProjectCaller => ({
  role: 'project',
  project: name,
  actor: name,
  requestId: 'r-1',
});

export const admin: AdminCaller = { role: 'admin', actor: 'operator', requestId: 'r-1' };

export const demo: Caller = project('demo');

const ownerOf = (port: number): string | null => {
  if (port >= 3000 && port < 3100) return 'demo';
  return port >= 3100 && port < 3200 ? 'other' : null;
};
