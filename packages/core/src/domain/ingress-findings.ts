import { textOf } from './config-values.ts';
import { toAsciiHostname } from './idna.ts';
import { lookupForm, matchesHost } from './ingress-matching.ts';
import type { IngressDocument, IngressRule } from './ingress.ts';
import type { IngressIssue } from './ingress-issue.ts';
import { ORIGIN_REQUEST_KEYS } from './origin-request-keys.ts';
import { parseServiceAddress } from './service-address.ts';

/** What cloudflared takes without a word although it will not do what its author means. Rules with errors are left out. */
export function ingressFindings(document: IngressDocument, errors: readonly IngressIssue[]): readonly IngressIssue[] {
  const broken = new Set(errors.map((issue) => issue.rule));
  const sound = document.ingress.map((rule, index) => ({ rule, index })).filter(({ index }) => !broken.has(index));
  return [
    ...documentFindings(document),
    ...deadRules(sound),
    ...sound.flatMap(({ rule, index }) => [
      ...hostnameFindings(textOf(rule.hostname), index),
      ...serviceFindings(textOf(rule.service), index),
      ...keyFindings(rule, index),
    ]),
  ];
}

function documentFindings(document: IngressDocument): readonly IngressIssue[] {
  const common = document['originRequest'];
  if (typeof common !== 'object' || common === null) return [];
  const findings: IngressIssue[] = [];
  if ('access' in common)
    findings.push(
      warning('access-ignored', undefined, 'cloudflared ignores access outside of a rule: nothing is protected by it.'),
    );
  if ('noTLSVerify' in common && common.noTLSVerify === true) findings.push(unverifiedTls(undefined));
  return findings;
}

interface NumberedRule {
  readonly rule: IngressRule;
  readonly index: number;
}

/** A rule is dead when an earlier one without a path, or with the same path, takes all its hosts. */
function deadRules(rules: readonly NumberedRule[]): readonly IngressIssue[] {
  const firstOf = new Map<string, number>();
  const wildcards: { host: string; path: string; index: number }[] = [];
  return rules.flatMap(({ rule, index }) => {
    const host = lookupForm(textOf(rule.hostname));
    const path = textOf(rule.path);
    const twin = firstOf.get(`${host}\n`) ?? firstOf.get(`${host}\n${path}`);
    const cover = wildcards.find(
      (wildcard) => (wildcard.path === '' || wildcard.path === path) && matchesHost(wildcard.host, host),
    );
    if (twin === undefined) firstOf.set(`${host}\n${path}`, index);
    if (/^\*?$|^\*\./.test(host)) wildcards.push({ host, path, index });
    if (twin !== undefined)
      return [
        warning('duplicate', index, `Rule #${index + 1} is never used: rule #${twin + 1} has the same hostname.`),
      ];
    if (cover === undefined) return [];
    return [
      warning('shadowed', index, `Rule #${index + 1} is never used: rule #${cover.index + 1} takes its requests.`),
    ];
  });
}

function hostnameFindings(hostname: string, index: number): readonly IngressIssue[] {
  if (hostname === '' || hostname === '*') return [];
  const name = hostname.replace(/^\*\./, '');
  if (!DNS_NAME.test(toAsciiHostname(name) ?? '') || name.length > 253)
    return [
      warning('bad-hostname', index, `Rule #${index + 1}: "${hostname}" is no hostname that anybody could ask for.`),
    ];
  if (DNS_NAME.test(name)) return [];
  return [
    warning(
      'hostname-not-canonical',
      index,
      `Rule #${index + 1}: write "${hostname}" as "${hostname.replace(name, toAsciiHostname(name) ?? name)}".`,
    ),
  ];
}

function serviceFindings(service: string, index: number): readonly IngressIssue[] {
  const address = parseServiceAddress(service);
  if (address.kind !== 'network') return [];
  const findings: IngressIssue[] = [];
  if (!KNOWN_SCHEMES.has(address.scheme))
    findings.push(
      warning('unknown-scheme', index, `Rule #${index + 1}: "${address.scheme}" is taken for TCP over WebSocket.`),
    );
  if (address.port !== null && (address.port < 1 || address.port > 65_535))
    findings.push(warning('port-out-of-range', index, `Rule #${index + 1}: there is no port ${address.port}.`));
  return findings;
}

function keyFindings(rule: IngressRule, index: number): readonly IngressIssue[] {
  const request = rule.originRequest;
  const requestKeys = typeof request === 'object' && request !== null ? request : {};
  const unknown = [
    ...Object.keys(rule).filter((key) => !RULE_KEYS.has(key)),
    ...Object.keys(requestKeys)
      .filter((key) => !(key in ORIGIN_REQUEST_KEYS))
      .map((key) => `originRequest.${key}`),
  ];
  const unverified = 'noTLSVerify' in requestKeys && requestKeys.noTLSVerify === true;
  return [
    ...unknown.map((key) => warning('unknown-key', index, `Rule #${index + 1}: cloudflared ignores "${key}".`)),
    ...(unverified ? [unverifiedTls(index)] : []),
  ];
}

const unverifiedTls = (rule: number | undefined): IngressIssue =>
  warning('no-tls-verify', rule, 'noTLSVerify accepts every certificate: whoever sits in between can read everything.');

function warning(code: string, rule: number | undefined, message: string): IngressIssue {
  return { severity: 'warning', code, ...(rule === undefined ? {} : { rule }), message };
}

const KNOWN_SCHEMES = new Set(['http', 'https', 'ws', 'wss', 'tcp', 'ssh', 'rdp', 'smb']);

/** `id` and `Handlers` are not read from a configuration, but Cloudflare and cloudflared put them into theirs. */
const RULE_KEYS = new Set(['hostname', 'path', 'service', 'originRequest', 'id', 'Handlers']);

const DNS_NAME = /^(?!-)[a-z\d-]{1,63}(?<!-)(?:\.(?!-)[a-z\d-]{1,63}(?<!-))*$/;
