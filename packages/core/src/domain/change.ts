import type { AuditEntry } from './audit.ts';
import type { Domain } from './domain.ts';
import type { HealthSample } from './health.ts';
import type { Hostname, Target } from './hostname.ts';
import type { TopologyDifference } from './topology.ts';

/**
 * A fact to be recorded. A list of changes is a transaction as data: all of it is applied or none.
 * A change is complete (ids, times and versions are inside it), so that every engine applies it identically
 * and a recorded list can be replayed elsewhere.
 */
export type Change =
  | { readonly kind: 'installation-founded'; readonly id: string; readonly at: number }
  | { readonly kind: 'vm-registered'; readonly vm: string; readonly vmNo: number; readonly at: number }
  /** Inserts or refreshes; `discoveredAt` of a known domain stays as it was. */
  | { readonly kind: 'domain-seen'; readonly domain: Domain }
  | { readonly kind: 'domain-vanished'; readonly domain: string; readonly at: number }
  /** Refused with `hostname:NAME` when the name is recorded and `quota:PROJECT` when the project is full. */
  | { readonly kind: 'hostname-claimed'; readonly hostname: Hostname; readonly quota: number | null }
  /** New target, back to `pending` until it is published. */
  | (HostnameStep & { readonly kind: 'hostname-repointed'; readonly target: Target })
  | (HostnameStep & { readonly kind: 'hostname-activated'; readonly recordId: string })
  | (HostnameStep & { readonly kind: 'hostname-extended'; readonly expiresAt: number | null })
  | (HostnameStep & { readonly kind: 'hostname-releasing'; readonly recordId: string | null })
  /** The DNS record is known to be gone. */
  | (HostnameStep & { readonly kind: 'hostname-unrecorded' })
  /** The row goes. */
  | (HostnameStep & { readonly kind: 'hostname-released' })
  /**
   * What changed in a VM's topology: rows are upserted by their natural keys, memberships and ports of a container are
   * replaced whole, and what is gone is deleted.
   */
  | ({
      readonly kind: 'topology-observed';
      readonly vm: string;
      readonly at: number;
      readonly stale: boolean;
    } & TopologyDifference)
  | { readonly kind: 'health-sampled'; readonly sample: HealthSample }
  | { readonly kind: 'audited'; readonly entry: AuditEntry };

/** `version` is the one that the row has before the change; it has the next one after. */
interface HostnameStep {
  readonly id: string;
  readonly version: number;
  readonly at: number;
}

export type HostnameChange = Extract<Change, HostnameStep>;
