import type { IngressDocument, IngressRule } from '@tunnel-manager/core';

/** All that the stand-in for Cloudflare remembers, as plain JSON. It is replaced by each write, never changed. */
export interface WorldState {
  readonly account: { readonly id: string; readonly name: string };
  readonly zones: readonly ZoneState[];
  readonly tunnels: readonly TunnelState[];
  readonly tokens: readonly TokenState[];
  readonly foreign: ForeignState;
}

export interface ZoneState {
  readonly id: string;
  readonly name: string;
  readonly status: 'active' | 'pending';
  readonly paused: boolean;
  readonly plan: Plan;
  /** How many records the zone may hold. */
  readonly recordQuota: number;
  readonly records: readonly RecordState[];
}

export type Plan = 'free' | 'pro';

export type RecordType = 'A' | 'AAAA' | 'CNAME' | 'TXT';

/** `ttl` 1 is automatic; times are ISO 8601. */
export interface RecordState {
  readonly id: string;
  readonly type: RecordType;
  readonly name: string;
  readonly content: string;
  readonly proxied: boolean;
  readonly ttl: number;
  readonly comment: string | null;
  readonly tags: readonly string[];
  readonly createdOn: string;
  readonly modifiedOn: string;
}

/** `local`: the file on the connector's host decides, and the API refuses to write. */
export interface TunnelState {
  readonly id: string;
  readonly name: string;
  readonly secret: string;
  readonly source: 'cloudflare' | 'local';
  readonly version: number;
  readonly config: IngressDocument | null;
  readonly configuredAt: string;
  readonly createdAt: string;
}

export type Permission = 'zone:read' | 'dns:read' | 'dns:edit' | 'tunnel:read' | 'tunnel:edit';

export interface TokenState {
  readonly id: string;
  readonly value: string;
  readonly owner: 'user' | 'account';
  readonly status: 'active' | 'disabled' | 'expired';
  readonly permissions: readonly Permission[];
}

/** What people made by hand, as it must still be found: the product has no business with it. */
export interface ForeignState {
  readonly records: readonly RecordState[];
  /** In the order in which they must appear. */
  readonly rules: readonly IngressRule[];
  /** The top-level keys of the tunnel's configuration beside `ingress`. */
  readonly settings: Readonly<Record<string, unknown>>;
}
