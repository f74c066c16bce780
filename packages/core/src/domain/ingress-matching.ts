import { textOf } from './config-values.ts';
import type { IngressDocument, IngressRule } from './ingress.ts';
import { toAsciiHostname } from './idna.ts';
import { compileRe2 } from './re2.ts';

/**
 * The index of the rule that cloudflared would use for a request, or null when there are no rules at all.
 * `host` may carry a port and is compared case-sensitively; `path` is the decoded URL path alone.
 * Expects a document that `validateIngress` finds no error in.
 */
export const matchIngress = (document: IngressDocument, host: string, path: string): number | null =>
  ingressMatcher(document)(host, path);

/** The same for many requests: prepares the rules once. */
export function ingressMatcher(document: IngressDocument): (host: string, path: string) => number | null {
  const rules = document.ingress.map(prepare);
  return (hostAndPort, path) => {
    const host = withoutPort(hostAndPort);
    const found = rules.findIndex((rule) => rule(host, path));
    if (found !== -1) return found;
    return rules.length === 0 ? null : rules.length - 1;
  };
}

/** Whether a rule's hostname, as written in the rule, covers a host. */
export const matchesHost = (ruleHost: string, host: string): boolean =>
  ruleHost === '' ||
  ruleHost === '*' ||
  ruleHost === host ||
  (ruleHost.startsWith('*.') && host.endsWith(ruleHost.slice(1)));

/**
 * The form in which cloudflared looks a rule's hostname up besides the written one; the written one when it cannot
 * be converted, which wildcards and names with `_` or misplaced hyphens cannot.
 */
export function lookupForm(ruleHost: string): string {
  const ascii = toAsciiHostname(ruleHost);
  return ascii !== null && LOOKUP_NAME.test(ascii) ? ascii : ruleHost;
}

function prepare(rule: IngressRule): (host: string, path: string) => boolean {
  const written = textOf(rule.hostname);
  const lookup = lookupForm(written);
  const path = textOf(rule.path);
  const expression = path === '' ? null : compileRe2(path);
  return (host, requestPath) =>
    (matchesHost(written, host) || matchesHost(lookup, host)) && (expression?.test(requestPath) ?? true);
}

const withoutPort = (host: string): string =>
  host.replace(/^([^:[\]]*):[^:[\]]*$/, '$1').replace(/^\[([^[\]]*)\]:[^:[\]]*$/, '$1');

/** Letters, digits and inner hyphens; `--` in third place only where it marks an A-label. */
const LOOKUP_NAME = /^(?:(?!-)(?!(?!xn).{2}--)[a-z\d-]*(?<!-)(?:\.|$))*$/;
