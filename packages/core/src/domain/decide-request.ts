import type { Caller } from './caller.ts';
import type { DnsRecord } from './dns-record.ts';
import type { Hostname, Target } from './hostname.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import type { ParsedHostname } from './parse-hostname.ts';
import { refusal } from './refusal.ts';

/** A request after parsing: what is wanted, and for whom. Times are epoch milliseconds. */
export interface Wish {
  readonly caller: Caller;
  readonly project: string;
  readonly name: ParsedHostname;
  readonly port: number;
  readonly container: string | null;
  readonly explicitTarget: string | null;
  readonly expiresAt: number | null;
}

/** What this daemon knows by itself, without asking the outside. */
export interface LocalFacts {
  readonly portOwner: string | null;
  /** The port's owner decides; false for an explicit target on another machine. */
  readonly portMatters: boolean;
  readonly allowedDomains: readonly string[] | null;
  readonly existing: Hostname | null;
}

/**
 * What to do about a wish. `claim` makes a new row, `move` leads an own name elsewhere; both need a look outside
 * first. `keep` answers with what exists, `extend` first gives it a new expiry, and `wait` means that the same
 * project is creating the name at this moment.
 */
export type Decision =
  | { readonly kind: 'claim' }
  | { readonly kind: 'move'; readonly row: Hostname }
  | { readonly kind: 'keep'; readonly row: Hostname }
  | { readonly kind: 'extend'; readonly row: Hostname }
  | { readonly kind: 'wait'; readonly row: Hostname };

/** May the project have this name and port, and what is left to do? The order of the checks is the order of blame. */
export function decideRequest(wish: Wish, facts: LocalFacts): Outcome<Decision> {
  const { caller, name, project } = wish;
  if (caller.role !== 'admin' && name.adminOnly) {
    return no(
      'forbidden',
      `${name.hostname} takes over more than one name, which only an admin may ask for.`,
      'Ask for one name, such as "app".',
    );
  }
  if (caller.role !== 'admin' && wish.explicitTarget !== null) {
    return no('forbidden', 'Only an admin may choose the target freely.', 'Ask with a port of the project instead.');
  }
  if (facts.allowedDomains !== null && !facts.allowedDomains.includes(name.zone.domain)) {
    return no(
      'domain-not-allowed',
      `The project ${project} may not use ${name.zone.domain}.`,
      `Use one of: ${facts.allowedDomains.join(', ')}.`,
    );
  }
  if (facts.portMatters && facts.portOwner !== project) {
    return no(
      'port-not-yours',
      `Port ${wish.port} is not allocated to the project ${project}.`,
      `Use a port from the project's ranges, or add ${wish.port} to \`projects.${project}.ports\` in the configuration.`,
    );
  }
  return facts.existing === null ? accepted({ kind: 'claim' }) : decideExisting(wish, facts.existing);
}

function decideExisting(wish: Wish, row: Hostname): Outcome<Decision> {
  if (row.state === 'releasing') {
    return no('hostname-busy', `${row.hostname} is being released at this moment.`, 'Ask again in a few seconds.');
  }
  if (row.project !== wish.project) {
    return no('hostname-taken', `${row.hostname} belongs to another project.`, 'Choose another subdomain.');
  }
  if (row.state === 'pending') return accepted({ kind: 'wait', row });
  if (!leadsToSamePlace(wish, row)) return accepted({ kind: 'move', row });
  const extends_ = wish.expiresAt !== null && wish.expiresAt !== row.expiresAt;
  return accepted({ kind: extends_ ? 'extend' : 'keep', row });
}

function leadsToSamePlace(wish: Wish, row: Hostname): boolean {
  if (wish.explicitTarget !== null) return row.origin === wish.explicitTarget;
  // A row knows its container also when only the host's port was asked for.
  const isSameContainer = wish.container === null || row.container === wish.container;
  return row.targetType !== 'external' && row.port === wish.port && isSameContainer;
}

/** Is the name free at Cloudflare? An A, AAAA or CNAME record that our row did not make holds it, whatever it says. */
export function decideFree(hostname: string, records: readonly DnsRecord[]): Outcome<null> {
  const [record] = records;
  if (record === undefined) return accepted(null);
  return no(
    'foreign-record',
    `A ${record.type} record that tunnel-manager did not make already holds ${hostname}.`,
    'Choose another subdomain, or remove that record in the Cloudflare dashboard first.',
  );
}

/** The row of a new claim: everything but the record id is known before anything outside is touched. */
export function claimRow(
  wish: Wish,
  target: Target,
  at: { id: string; nowMs: number; vm: string; tunnelId: string },
): Hostname {
  return {
    ...target,
    id: at.id,
    hostname: wish.name.hostname,
    subdomain: wish.name.subdomain,
    domain: wish.name.zone.domain,
    project: wish.project,
    vm: at.vm,
    tunnelId: at.tunnelId,
    recordId: null,
    state: 'pending',
    version: 1,
    expiresAt: wish.expiresAt,
    createdAt: at.nowMs,
    updatedAt: at.nowMs,
    createdBy: wish.caller.actor,
  };
}

const no = (...[code, message, advice]: Parameters<typeof refusal>): Outcome<never> =>
  refused(refusal(code, message, advice));
