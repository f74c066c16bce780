import { isRouted, type RoutedHostname } from './hostname.ts';
import { toAsciiHostname } from './idna.ts';
import type { IngressDocument, IngressRule } from './ingress.ts';

/** The document to publish, and the names that a rule of somebody else keeps us from publishing. */
export interface RenderedIngress {
  readonly document: IngressDocument;
  readonly blocked: ReadonlySet<string>;
  /** False when the document found says all this already. */
  readonly changed: boolean;
}

/**
 * Merges the rules of our rows into the document found. Foreign rules stay as they are and in their order, as do all
 * other keys; what an operator added to a rule of ours (`originRequest`) stays on it.
 *
 * `unpublished` holds the ids of rows that were claimed just now and that no document has contained yet: for these,
 * any rule of the name was there before us and blocks it.
 */
export function renderIngress(
  rows: readonly RoutedHostname[],
  found: IngressDocument,
  unpublished: ReadonlySet<string>,
): RenderedIngress {
  const byName = new Map(rows.map((row) => [row.hostname, row]));
  const foreign: IngressRule[] = [];
  const own = new Map<string, IngressRule>();
  const blocked = new Set<string>();
  for (const rule of found.ingress) {
    const name = canonicalRuleHost(rule);
    const row = byName.get(name);
    if (row !== undefined && isOurRule(row, rule, unpublished)) {
      if (!own.has(name)) own.set(name, rule);
      continue;
    }
    foreign.push(rule);
    if (row !== undefined && isFirstClaim(row)) blocked.add(name);
  }
  const routed = rows.filter((row) => isRouted(row) && !blocked.has(row.hostname));
  const rules = routed.map((row) => ruleOf(row, own.get(row.hostname)));
  const document = { ...found, ingress: place(rules, foreign) };
  return { document, blocked, changed: !isSameList(document.ingress, found.ingress) };
}

/** The rule of a row: the one that was found when it says so already, else that one with what it must say. */
const ruleOf = ({ hostname, origin }: RoutedHostname, found: IngressRule | undefined): IngressRule =>
  found?.hostname === hostname && found.service === origin ? found : { ...found, hostname, service: origin };

/** Lower-case A-labels, as a request for the name arrives; cloudflared matches such a rule in this form too. */
export function canonicalRuleHost(rule: IngressRule): string {
  const host = rule.hostname ?? '';
  if (IS_CANONICAL.test(host)) return host;
  const wildcard = host.startsWith('*.') ? '*.' : '';
  return wildcard + (toAsciiHostname(host.slice(wildcard.length)) ?? host.slice(wildcard.length));
}

/** Nearly every rule's host: recognising it costs far less than converting it, and a document has thousands. */
const IS_CANONICAL = /^(?!.*xn--)[a-z0-9.-]*$/;

/**
 * A rule carries no mark, so what we know of its row decides. While a record of ours exists, the name is ours and so
 * is its rule; without one, only a rule that says what we would say. A rule with a path is never one of ours.
 */
function isOurRule(row: RoutedHostname, rule: IngressRule, unpublished: ReadonlySet<string>): boolean {
  if ((rule.path !== undefined && rule.path !== '') || unpublished.has(row.id)) return false;
  return row.recordId !== null || rule.service === row.origin;
}

const isFirstClaim = (row: RoutedHostname): boolean => row.state === 'pending' && row.recordId === null;

/**
 * The first rule that matches wins. Ours with an exact name go before everything that is not exact; a wildcard of
 * ours goes before the first foreign rule that covers all of it. A catch-all ends the list.
 */
function place(own: readonly IngressRule[], foreign: readonly IngressRule[]): readonly IngressRule[] {
  const exact = own.filter((rule) => !isWildcard(rule)).toSorted(byHost);
  const wildcards = own.filter(isWildcard).toSorted((a, b) => hostLength(b) - hostLength(a) || byHost(a, b));
  const result = endsInCatchAll(foreign) ? [...foreign] : [...foreign, CATCH_ALL];
  for (const rule of wildcards) {
    result.splice(
      result.findIndex((other) => !own.includes(other) && covers(other, rule)),
      0,
      rule,
    );
  }
  const firstInexact = result.findIndex((rule) => isWildcard(rule) || canonicalRuleHost(rule) === '');
  return [...result.slice(0, firstInexact), ...exact, ...result.slice(firstInexact)];
}

/** The API's schema and the SDK's types require `hostname` also here; cloudflared takes an empty one. */
const CATCH_ALL: IngressRule = { hostname: '', service: 'http_status:404' };

const endsInCatchAll = (rules: readonly IngressRule[]): boolean => {
  const last = rules.at(-1);
  return last !== undefined && isCatchAll(last);
};

const isCatchAll = (rule: IngressRule): boolean =>
  (rule.hostname ?? '') === '' || rule.hostname === '*' ? (rule.path ?? '') === '' : false;

const isWildcard = (rule: IngressRule): boolean => (rule.hostname ?? '').startsWith('*');

const covers = (other: IngressRule, wildcard: IngressRule): boolean =>
  isCatchAll(other) || (isWildcard(other) && canonicalRuleHost(wildcard).endsWith(canonicalRuleHost(other).slice(1)));

const hostLength = (rule: IngressRule): number => rule.hostname?.length ?? 0;

const byHost = (a: IngressRule, b: IngressRule): number => ((a.hostname ?? '') < (b.hostname ?? '') ? -1 : 1);

/** Rules that need no change are the very objects that were found, so there is nothing to compare in depth. */
const isSameList = (a: readonly IngressRule[], b: readonly IngressRule[]): boolean =>
  a.length === b.length && a.every((rule, index) => rule === b[index]);
