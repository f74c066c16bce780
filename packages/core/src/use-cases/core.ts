import type { AuditAction } from '../domain/audit.ts';
import { systemCaller, type Caller } from '../domain/caller.ts';
import { accepted, refused } from '../domain/outcome.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { Ports, Scope } from '../ports/ports.ts';
import type { TunnelManager } from '../ports/tunnel-manager.ts';
import { audited } from './attempt.ts';
import type { Context } from './context.ts';
import { DEFAULT_SETTINGS, type CoreSettings } from './core-settings.ts';
import { recommend, showTopology } from './containers.ts';
import { HealthMonitor } from './health-monitor.ts';
import { checkOrigin, adminOnly, listDomains, listHostnames, queryAudit, showHostname } from './queries.ts';
import { refreshDomains } from './refresh-domains.ts';
import { releaseHostname } from './release-hostname.ts';
import { requestHostname } from './request-hostname.ts';
import { RoutePublisher } from './route-publisher.ts';
import { settle } from './settle.ts';
import { TopologyMonitor } from './topology-monitor.ts';

/** The product without its edges: what callers may do, and what the daemon does by itself. */
export interface Core {
  /** Everything that this caller may ask for. */
  as(caller: Caller): TunnelManager;
  /** Finishes or releases what a crash left, and releases what expired. Gives how many rows still wait. */
  settle(): Promise<number>;
  /** Throws `PortFailure` when the account's zones can't be listed. */
  refreshDomains(): Promise<void>;
  sampleHealth(): Promise<void>;
  /** Records what changed since Docker was last looked at. */
  observeTopology(): Promise<void>;
  /** Audits a refusal that an edge gave by itself. */
  recordRefusal(caller: Caller, action: AuditAction, refusal: Refusal, hostname?: string): Promise<void>;
}

export function createCore(ports: Ports, scope: Scope, settings: Partial<CoreSettings> = {}): Core {
  const context = createContext(ports, scope, { ...DEFAULT_SETTINGS, ...settings });
  return {
    as: (caller) => manager(context, caller),
    settle: () => settle(context),
    refreshDomains: () => refreshDomains(context),
    sampleHealth: () => context.health.sample(),
    observeTopology: () => context.topology.observe(),
    recordRefusal: async (caller, action, refusal, hostname) => {
      await audited(context, caller, action, { hostname: hostname ?? null }, async () => refused(refusal));
    },
  };
}

function createContext(ports: Ports, scope: Scope, settings: CoreSettings): Context {
  const context: Context = {
    ports,
    scope,
    settings,
    publisher: new RoutePublisher(ports, scope, settings, async (versions) => {
      const caller = systemCaller(ports.clock.newId());
      await audited(context, caller, 'ingress.overwritten', { details: versions }, async (attempt) => {
        await ports.store.commit([attempt.succeeded()]);
        return accepted(null);
      });
    }),
    health: new HealthMonitor(ports, scope, settings),
    topology: new TopologyMonitor(ports, scope),
    inFlight: new Set(),
    lookups: new Map(),
  };
  return context;
}

function manager(context: Context, caller: Caller): TunnelManager {
  return {
    requestHostname: (request) => requestHostname(context, caller, request),
    releaseHostname: (request) => releaseHostname(context, caller, request),
    hostname: (name) => showHostname(context, caller, name),
    hostnames: (filter, page) => listHostnames(context, caller, filter, page),
    domains: async () => accepted(await listDomains(context, caller)),
    refreshDomains: () =>
      audited(context, caller, 'domains.refresh', {}, async (attempt) => {
        if (caller.role !== 'admin') return adminOnly('refresh the domains');
        await refreshDomains(context, () => [attempt.succeeded()]);
        return accepted(await listDomains(context, caller));
      }),
    checkOrigin: (query) => checkOrigin(context, caller, query),
    topology: () => showTopology(context, caller),
    recommend: () => recommend(context, caller),
    status: async () => accepted(context.health.status()),
    audit: (filter, page) => queryAudit(context, caller, filter, page),
  };
}
