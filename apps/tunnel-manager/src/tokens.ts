import type { CloudflareApi } from '@tunnel-manager/adapters-cloudflare';
import type { ConfiguredPorts, ConfiguredProjects, Secret } from '@tunnel-manager/adapters-host';
import type {
  Clock,
  ConnectorProbe,
  Core,
  DnsProvider,
  IngressSource,
  OriginProbe,
  Ports,
  Runtime,
  Scope,
} from '@tunnel-manager/core';
import type { SqliteStore } from '@tunnel-manager/storage-sqlite';
import type { InjectionToken } from 'tsyringe';
import type { Config } from './config/schema.ts';

const token = <T>(name: string): InjectionToken<T> => Symbol(name);

/** A name for each part of the daemon, by which the composition root puts it together. */
export const CONFIG = token<Config>('Config');
export const API_TOKEN = token<Secret>('ApiToken');
export const STORE = token<SqliteStore>('Store');
export const CLOCK = token<Clock>('Clock');
export const SCOPE = token<Scope>('Scope');
export const CLOUDFLARE = token<CloudflareApi>('Cloudflare');
export const DNS = token<DnsProvider>('Dns');
export const INGRESS = token<IngressSource>('Ingress');
export const CONNECTORS = token<ConnectorProbe>('Connectors');
export const ORIGINS = token<OriginProbe>('Origins');
export const RUNTIME = token<Runtime>('Runtime');
export const ALLOCATIONS = token<ConfiguredPorts>('Allocations');
export const PROJECTS = token<ConfiguredProjects>('Projects');
export const PORTS = token<Ports>('Ports');
export const CORE = token<Core>('Core');
