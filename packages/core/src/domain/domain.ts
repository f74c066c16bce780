/** A Cloudflare zone of the account as it was last seen. `removedAt` marks a zone that vanished. */
export interface Domain {
  readonly domain: string;
  readonly zoneId: string;
  readonly status: 'active' | 'paused' | 'pending';
  readonly discoveredAt: number;
  readonly lastSeenAt: number;
  readonly removedAt: number | null;
}

/** Only zones that Cloudflare serves and that are still in the account can carry a hostname. */
export const isUsable = (domain: Domain): boolean => domain.status === 'active' && domain.removedAt === null;
