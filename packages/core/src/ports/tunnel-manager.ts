import type { AuditEntry } from '../domain/audit.ts';
import type { HostnameState, Target, TargetType } from '../domain/hostname.ts';
import type { TunnelStatus } from '../domain/health.ts';
import type { Outcome } from '../domain/outcome.ts';
import type { Page } from '../domain/page.ts';
import type { ContainerState, PortBinding } from '../domain/topology.ts';
import type { AuditFilter, HostnameFilter } from './state-store.ts';

/**
 * What the product does, for one caller. HTTP, MCP and CLI drive it through this interface, and the client that
 * reaches a daemon over HTTP implements it too. Refusals come back as values; only failures of the world throw.
 */
export interface TunnelManager {
  requestHostname(request: HostnameRequest): Promise<Outcome<HostnameAnswer>>;
  releaseHostname(request: ReleaseRequest): Promise<Outcome<ReleaseAnswer>>;
  hostname(name: string): Promise<Outcome<HostnameView>>;
  hostnames(filter: HostnameFilter, page: PageQuery): Promise<Outcome<Page<HostnameView>>>;
  domains(): Promise<Outcome<readonly DomainView[]>>;
  refreshDomains(): Promise<Outcome<readonly DomainView[]>>;
  checkOrigin(request: OriginQuery): Promise<Outcome<OriginAnswer>>;
  topology(): Promise<Outcome<TopologyView>>;
  recommend(): Promise<Outcome<readonly Recommendation[]>>;
  status(): Promise<Outcome<StatusView>>;
  audit(filter: AuditFilter, page: PageQuery): Promise<Outcome<Page<AuditView>>>;
}

/** Unparsed, as a caller wrote it; `limit` defaults to 100 and ends at 500. */
export interface PageQuery {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

/** Unparsed, as a caller wrote it. */
export interface HostnameRequest {
  readonly subdomain: string;
  readonly domain?: string | undefined;
  /** A host port of the project, or with `container` that container's own port. May be left out with `target`. */
  readonly port?: number | undefined;
  readonly container?: string | undefined;
  /** An explicit origin; admins only. */
  readonly target?: string | undefined;
  readonly project?: string | undefined;
  readonly vm?: string | undefined;
  readonly expiresInSeconds?: number | undefined;
  readonly dryRun?: boolean | undefined;
}

export interface ReleaseRequest {
  readonly hostname: string;
  readonly dryRun?: boolean | undefined;
}

/** Times are ISO 8601 in UTC wherever people and agents read them. */
export interface HostnameView {
  readonly hostname: string;
  readonly url: string;
  readonly origin: string;
  readonly targetType: TargetType;
  readonly port: number;
  readonly container?: string;
  readonly network?: string;
  readonly project: string;
  readonly vm: string;
  readonly reason: string;
  readonly state: HostnameState;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly createdBy: string;
  readonly expiresAt?: string;
}

export interface HostnameAnswer extends HostnameView {
  readonly warnings: readonly string[];
  /** False when the project had the name already. */
  readonly created: boolean;
  /** True when an own name now leads elsewhere. */
  readonly moved: boolean;
  /** Only in the answer to a dry run: nothing was changed, and these steps would be taken. */
  readonly plan?: readonly string[];
}

export interface ReleaseAnswer {
  readonly hostname: string;
  readonly deleted: boolean;
  readonly message: string;
  readonly plan?: readonly string[];
}

export interface DomainView {
  readonly domain: string;
  readonly zoneId: string;
  readonly status: 'active' | 'paused' | 'pending' | 'removed';
  readonly isDefault: boolean;
}

export interface OriginQuery {
  readonly port: number;
  readonly container?: string | undefined;
  readonly project?: string | undefined;
}

/** Where a request for this port would route, and what was seen there. */
export interface OriginAnswer extends Target {
  readonly reachable: true;
  /** The row of the decision table that applied. */
  readonly row: number;
  readonly evidence: readonly string[];
  readonly warnings: readonly string[];
}

/** What is known of the machine's containers; `observedAt` is null before Docker was ever seen. */
export interface TopologyView {
  readonly observedAt: string | null;
  /** Docker cannot be asked at the moment, so this is how it was. */
  readonly stale: boolean;
  readonly networks: readonly { readonly name: string; readonly driver: string; readonly internal: boolean }[];
  readonly containers: readonly ContainerView[];
}

export interface ContainerView {
  readonly name: string;
  readonly image: string;
  readonly state: ContainerState;
  readonly project: string | null;
  readonly networkMode: string;
  readonly networks: readonly {
    readonly name: string;
    readonly ipAddress: string;
    readonly aliases: readonly string[];
  }[];
  readonly ports: readonly PortBinding[];
}

/** Whether a port of a container can get a hostname: then where it would lead, else the remedy to paste. */
export type Recommendation = {
  readonly container: string;
  readonly project: string | null;
  /** The port inside the container; null when Docker shows none, because it neither exposes nor publishes any. */
  readonly port: number | null;
  readonly why: string;
} & (
  | { readonly routable: true; readonly origin: string; readonly row: number }
  | { readonly routable: false; readonly remedy: string }
);

export interface StatusView {
  readonly status: TunnelStatus;
  readonly uptimeSeconds: number;
  readonly restartCount: number;
  readonly lastCheckAt: string | null;
  readonly lastError?: string;
  readonly connector: string | null;
  readonly edgeConnections: number;
}

export interface AuditView extends Omit<AuditEntry, 'at' | 'details'> {
  readonly at: string;
  readonly details: unknown;
}
