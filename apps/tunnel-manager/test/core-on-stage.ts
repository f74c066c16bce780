import { readFile } from 'node:fs/promises';
import { CloudflareApi, CloudflareDns, CloudflareIngress, RequestBudget } from '@tunnel-manager/adapters-cloudflare';
import { MetricsConnectorProbe } from '@tunnel-manager/adapters-cloudflared';
import { ConfiguredPorts, ConfiguredProjects, HttpOriginProbe, systemClock } from '@tunnel-manager/adapters-host';
import { createCore, foundInstallation, type Core, type Ports, type ProjectCaller } from '@tunnel-manager/core';
import { openSqliteStore, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import { parseConfig } from '../src/config/load-config.ts';
import { grantsOf, portsOf } from '../src/config/grants.ts';
import type { Stage } from './stage.ts';

/** The core on every real part but the edges, in this process: quick to end and to start anew. */
export interface CoreOnStage {
  readonly core: Core;
  readonly store: SqliteStore;
  /** The hostnames on record, and what is left to settle. */
  recorded(): Promise<readonly string[]>;
}

/** Waits are cut short, so that a request that hangs is given up within a second. */
const deadlines = { readMs: 1200, readTryMs: 300, writeMs: 1200, writeTryMs: 300 };

export async function openCore(
  stage: Stage,
  decorate: (ports: Ports) => Ports = (ports) => ports,
): Promise<CoreOnStage> {
  const config = await parseStageConfig(stage);
  const { accountId, tunnelId, baseUrl } = config.cloudflare;
  const store = await openSqliteStore({ path: config.storage.sqlite.path });
  const { items } = await store.audit({}, { limit: 1 });
  const clock = systemClock({ lastLogId: items[0]?.id ?? 0 });
  const apiToken = { reveal: () => stage.world.cloudflare.token };
  const api = new CloudflareApi({ apiToken, baseUrl, clock, deadlines, budget: new RequestBudget({ clock }) });
  const ports: Ports = {
    store,
    clock,
    dns: new CloudflareDns(api, { accountId }),
    ingress: new CloudflareIngress(api, { accountId, tunnelId }),
    connectors: new MetricsConnectorProbe(config.connector.metrics),
    origins: new HttpOriginProbe(),
    runtime: { view: () => null },
    allocations: new ConfiguredPorts(portsOf(config.projects)),
    projects: new ConfiguredProjects(grantsOf(config.projects)),
  };
  const installation = await foundInstallation(store, clock, config.vm);
  const scope = { installation, vm: config.vm, tunnelId, defaultDomain: 'example.com' };
  return {
    core: createCore(decorate(ports), scope, { waitMs: 2000, confirmMs: 2000, paceMs: 20 }),
    store,
    recorded: async () => (await store.routesOfTunnel(tunnelId)).map(({ hostname }) => hostname),
  };
}

/** Settles until nothing is left, as the daemon does; throws when something stays. */
export async function settleAll({ core }: CoreOnStage): Promise<void> {
  for (let pass = 0; pass < 10; pass += 1) {
    if ((await core.settle()) === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Rows are left that never settle.');
}

export const as = (project: string): ProjectCaller => ({ role: 'project', project, actor: project, requestId: 'r' });

async function parseStageConfig(stage: Stage) {
  return parseConfig(await readFile(stage.configFile, 'utf8'), {}, stage.configFile);
}
