export type HostnameState = 'pending' | 'active' | 'releasing';

/** Where the origin is: a process on this host, a container, or an address that an admin gave. */
export type TargetType = 'localhost' | 'container' | 'external';

/** Where a route leads. `origin` is a service address as cloudflared takes it, without any path. */
export interface Target {
  readonly origin: string;
  readonly targetType: TargetType;
  readonly port: number;
  readonly container: string | null;
  readonly network: string | null;
  /** Why this origin was chosen, for people. */
  readonly reason: string;
}

/**
 * One recorded hostname. `hostname` is the full lower-case A-label name and the key that callers race for.
 * `version` starts at 1 and grows by one with each change; a change that names an older one is refused.
 * `recordId` is null until the DNS record is known to exist, and again after it is known to be gone.
 * Times are epoch milliseconds.
 */
export interface Hostname extends Target {
  readonly id: string;
  readonly hostname: string;
  /** `@` for the zone apex. */
  readonly subdomain: string;
  readonly domain: string;
  readonly project: string;
  readonly vm: string;
  readonly tunnelId: string;
  readonly recordId: string | null;
  readonly state: HostnameState;
  readonly version: number;
  readonly expiresAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly createdBy: string;
}

/** What rendering and judging rules takes of a row; there can be thousands, and each publication reads them all. */
export type RoutedHostname = Pick<Hostname, 'id' | 'hostname' | 'origin' | 'state' | 'recordId'>;

/** Rows whose rule belongs in the configuration: a name that still resolves must still be served. */
export const isRouted = (row: RoutedHostname): boolean => row.state !== 'releasing' || row.recordId !== null;
