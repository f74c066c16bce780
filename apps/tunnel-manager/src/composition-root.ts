import 'reflect-metadata';
import { CloudflareApi, CloudflareDns, CloudflareIngress, RequestBudget } from '@tunnel-manager/adapters-cloudflare';
import { MetricsConnectorProbe } from '@tunnel-manager/adapters-cloudflared';
import {
  ConfiguredPorts,
  ConfiguredProjects,
  HttpOriginProbe,
  systemClock,
  type Secret,
} from '@tunnel-manager/adapters-host';
import { createCore, foundInstallation, type Clock, type Core, type Ports, type Scope } from '@tunnel-manager/core';
import { openSqliteStore, type SqliteStore } from '@tunnel-manager/storage-sqlite';
import { container as root, instanceCachingFactory, type DependencyContainer, type InjectionToken } from 'tsyringe';
import { grantsOf, portsOf } from './config/grants.ts';
import type { Config } from './config/schema.ts';
import * as t from './tokens.ts';

/** What a daemon is made of, once everything in it is connected. */
export interface Composition {
  readonly core: Core;
  readonly store: SqliteStore;
  readonly projects: ConfiguredProjects;
  readonly allocations: ConfiguredPorts;
  /** The stop order: the database last, since everything else may still be writing to it. */
  close(): Promise<void>;
}

export interface CompositionInput {
  readonly config: Config;
  readonly apiToken: Secret;
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
  decorate = (ports) => ports,
}: CompositionInput): Promise<Composition> {
  const store = await openSqliteStore({ path: config.storage.sqlite.path });
  try {
    const clock = await clockAfter(store);
    const scope = await scopeOf(config, store, clock);
    const parts = root.createChildContainer();
    parts.register(t.CONFIG, { useValue: config });
    parts.register(t.API_TOKEN, { useValue: apiToken });
    parts.register(t.STORE, { useValue: store });
    parts.register(t.CLOCK, { useValue: clock });
    parts.register(t.SCOPE, { useValue: scope });
    parts.register(t.RUNTIME, { useValue: { view: () => null } });
    registerAdapters(parts);
    make(parts, t.PORTS, () => decorate(portsFrom(parts)));
    make(parts, t.CORE, () => createCore(parts.resolve(t.PORTS), scope, settingsOf(config)));
    return {
      core: parts.resolve(t.CORE),
      store,
      projects: parts.resolve(t.PROJECTS),
      allocations: parts.resolve(t.ALLOCATIONS),
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
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
  make(parts, t.INGRESS, () => new CloudflareIngress(parts.resolve(t.CLOUDFLARE), { accountId, tunnelId }));
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
