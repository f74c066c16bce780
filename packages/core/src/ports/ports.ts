import type { Clock } from './clock.ts';
import type { ConnectorProbe } from './connector-probe.ts';
import type { DnsProvider } from './dns-provider.ts';
import type { IngressSource } from './ingress-source.ts';
import type { OriginProbe } from './origin-probe.ts';
import type { PortAllocations } from './port-allocations.ts';
import type { ProjectDirectory } from './project-directory.ts';
import type { Runtime } from './runtime.ts';
import type { StateStore } from './state-store.ts';

/** Everything that the core needs of the world. */
export interface Ports {
  readonly store: StateStore;
  readonly dns: DnsProvider;
  readonly ingress: IngressSource;
  readonly connectors: ConnectorProbe;
  readonly origins: OriginProbe;
  readonly runtime: Runtime;
  readonly allocations: PortAllocations;
  readonly projects: ProjectDirectory;
  readonly clock: Clock;
}

/** Which part of the world this daemon is responsible for; fixed while it runs. */
export interface Scope {
  readonly installation: string;
  readonly vm: string;
  readonly tunnelId: string;
  readonly defaultDomain: string | null;
}
