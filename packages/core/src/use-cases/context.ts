import type { DnsRecord } from '../domain/dns-record.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { CoreSettings } from './core-settings.ts';
import type { HealthMonitor } from './health-monitor.ts';
import type { RoutePublisher } from './route-publisher.ts';
import type { TopologyMonitor } from './topology-monitor.ts';

/** What every use case works with; one per daemon. */
export interface Context {
  readonly ports: Ports;
  readonly scope: Scope;
  readonly settings: CoreSettings;
  readonly publisher: RoutePublisher;
  readonly health: HealthMonitor;
  readonly topology: TopologyMonitor;
  /** Ids of rows that somebody in this process is working on; nobody else settles those. */
  readonly inFlight: Set<string>;
  /** Look-ups under way by name, so that a hundred callers of one name ask Cloudflare once. */
  readonly lookups: Map<string, Promise<readonly DnsRecord[]>>;
}
