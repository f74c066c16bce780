import 'reflect-metadata';
import { CloudflareApi, CloudflareDns, CloudflareIngress, RequestBudget } from '@tunnel-manager/adapters-cloudflare';
import { ConfigFile, ConfigFileIngress, MetricsConnectorProbe } from '@tunnel-manager/adapters-cloudflared';
import {
  ConfiguredPorts,
  ConfiguredProjects,
  HttpOriginProbe,
  systemClock,
  type Secret,
} from '@tunnel-manager/adapters-host';
import { createCore, foundInstallation, type Clock, type Core, type Ports, type Scope } from '@tunnel-manager/core';
import { openSqliteStore, type AdoptionReport, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import { container as root, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import { grantsOf, portsOf } from './config/grants.ts';
import type { Config } from './config/schema.ts';
import type { Log } from './contract/front.ts';
import { connectorRestart } from './daemon/restart-connector.ts';
import { tellAdoption } from './daemon/tell-adoption.ts';
import { watchRuntime, type WatchedRuntime } from './daemon/watch-runtime.ts';
import * as t from './tokens.ts';

/** What a daemon is made of, once everything in it is connected. */
export interface Composition {
  readonly core: Core;
  readonly store: SqliteStore;
  readonly runtime: WatchedRuntime;
  /** From now on these projects have these ports, domains and containers. Throws, and keeps the old ones, on overlaps. */
  grant(projects: Config['projects']): void;
  /** The stop order: the database last, since everything else may still be writing to it. */
  close(): Promise<void>;
}

export interface CompositionInput {
  readonly config: Config;
  readonly apiToken: Secret;
  readonly log: Log;
  /** Whether a database of the first generation is converted; otherwise it is refused, untouched. */
  readonly adoptsLegacy?: boolean | undefined;
  /** Wraps the ports before the core gets them, so that a test can break any of them at any call. */
  readonly decorate?: ((ports: Ports) => Ports) | undefined;
}

/**
 * Opens the database, founds the installation in it, and connects every part by its token. Throws `StoreStartError`
 * when the database cannot be used, and then leaves nothing open.
 */
export async function compose({
  config,
  apiToken,
  log,
  adoptsLegacy = false,
  decorate = (ports) => ports,
}: CompositionInput): Promise<Composition> {
  const store = await openStore(config, log, adoptsLegacy);
  const granted = { projects: config.projects };
  let runtime: WatchedRuntime | undefined;
  const close = async (): Promise<void> => {
    await runtime?.stop();
    await store.close();
  };
  try {
    const clock = await clockAfter(store);
    const scope = await scopeOf(config, store, clock);
    runtime = await watchRuntime({ config, store, clock, log, projects: () => Object.keys(granted.projects) });
    const parts = root.createChildContainer();
    parts.register(t.CONFIG, { useValue: config });
    parts.register(t.API_TOKEN, { useValue: apiToken });
    parts.register(t.STORE, { useValue: store });
    parts.register(t.CLOCK, { useValue: clock });
    parts.register(t.SCOPE, { useValue: scope });
    parts.register(t.RUNTIME, { useValue: runtime });
    registerAdapters(parts);
    make(parts, t.PORTS, () => decorate(portsFrom(parts)));
    make(parts, t.CORE, () => createCore(parts.resolve(t.PORTS), scope, settingsOf(config)));
    return {
      core: parts.resolve(t.CORE),
      store,
      runtime,
      grant(projects) {
        parts.resolve(t.ALLOCATIONS).replace(portsOf(projects));
        parts.resolve(t.PROJECTS).replace(grantsOf(projects));
        granted.projects = projects;
        void runtime?.refresh();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens the database, and converts one of the first generation when that is wanted. */
function openStore({ storage, vm, cloudflare }: Config, log: Log, adoptsLegacy: boolean): Promise<SqliteStore> {
  const { path } = storage.sqlite;
  if (!adoptsLegacy) return openSqliteStore({ path });
  const clock = systemClock();
  const onAdopted = (report: AdoptionReport): void => tellAdoption(log, report);
  const newId = (): string => clock.newId();
  return openSqliteStore({
    path,
    adopt: { vm, tunnelId: cloudflare.tunnelId, nowMs: clock.nowMs(), newId, onAdopted },
  });
}

function registerAdapters(parts: DependencyContainer): void {
  const config = parts.resolve(t.CONFIG);
  const { accountId, tunnelId, baseUrl, requestsPerFiveMinutes } = config.cloudflare;
  make(parts, t.CLOUDFLARE, () => {
    const clock = parts.resolve(t.CLOCK);
    const budget = new RequestBudget({ clock, requestsPerFiveMinutes });
    return new CloudflareApi({ apiToken: parts.resolve(t.API_TOKEN), baseUrl, budget, clock });
  });
  make(parts, t.DNS, () => new CloudflareDns(parts.resolve(t.CLOUDFLARE), { accountId }));
  make(parts, t.INGRESS, () =>
    config.ingress.mode === 'file'
      ? new ConfigFileIngress({
          file: new ConfigFile(config.ingress.file.path),
          connectors: parts.resolve(t.CONNECTORS),
          clock: parts.resolve(t.CLOCK),
          restart: connectorRestart(config),
        })
      : new CloudflareIngress(parts.resolve(t.CLOUDFLARE), { accountId, tunnelId }),
  );
  make(parts, t.CONNECTORS, () => new MetricsConnectorProbe(config.connector.metrics));
  make(parts, t.ORIGINS, () => new HttpOriginProbe());
  make(parts, t.ALLOCATIONS, () => new ConfiguredPorts(portsOf(config.projects)));
  make(parts, t.PROJECTS, () => new ConfiguredProjects(grantsOf(config.projects)));
}

/** One instance per composition: an uncached factory would build anew at each resolve. */
function make<T>(parts: DependencyContainer, token: InjectionToken<T>, build: () => T): void {
  parts.register(token, { useFactory: instanceCachingFactory(build) });
}

const portsFrom = (parts: DependencyContainer): Ports => ({
  store: parts.resolve(t.STORE),
  dns: parts.resolve(t.DNS),
  ingress: parts.resolve(t.INGRESS),
  connectors: parts.resolve(t.CONNECTORS),
  origins: parts.resolve(t.ORIGINS),
  runtime: parts.resolve(t.RUNTIME),
  allocations: parts.resolve(t.ALLOCATIONS),
  projects: parts.resolve(t.PROJECTS),
  clock: parts.resolve(t.CLOCK),
});

/** Log ids go on from the largest one recorded, also when the machine's clock was set back in between. */
async function clockAfter(store: SqliteStore): Promise<Clock> {
  const { items } = await store.audit({}, { limit: 1 });
  return systemClock({ lastLogId: items[0]?.id ?? 0 });
}

async function scopeOf({ vm, cloudflare }: Config, store: SqliteStore, clock: Clock): Promise<Scope> {
  const installation = await foundInstallation(store, clock, vm);
  return { installation, vm, tunnelId: cloudflare.tunnelId, defaultDomain: cloudflare.defaultDomain ?? null };
}

const settingsOf = ({ health }: Config) => ({ healthFailures: health.failures, healthIntervalMs: health.interval });
