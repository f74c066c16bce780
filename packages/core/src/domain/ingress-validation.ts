import { fits, textOf } from './config-values.ts';
import type { IngressFormat } from './config-values.ts';
import type { IngressDocument } from './ingress.ts';
import type { IngressIssue } from './ingress-issue.ts';
import { ingressFindings } from './ingress-findings.ts';
import { ORIGIN_REQUEST_KEYS } from './origin-request-keys.ts';
import { compileRe2 } from './re2.ts';
import { parseServiceAddress } from './service-address.ts';

/**
 * Checks a tunnel's configuration as cloudflared does when it reads one, and then for what cloudflared overlooks.
 * No error means that it would be taken. Copes with any parsed JSON or YAML in place of a document.
 */
export function validateIngress(document: IngressDocument, format: IngressFormat = 'json'): readonly IngressIssue[] {
  const rules: unknown = document?.ingress ?? [];
  if (!Array.isArray(rules) || !rules.every(isRecord))
    return [error('not-a-list', undefined, 'The ingress rules must be a list of rules.')];
  if (rules.length === 0) return [error('no-rules', undefined, "The configuration doesn't contain any ingress rules.")];
  const errors = [
    ...originRequestErrors(document['originRequest'], undefined, format),
    ...rules.flatMap((rule, index) => ruleErrors(rule, index, rules.length, document, format)),
  ];
  return [...errors, ...ingressFindings(document, errors)];
}

function ruleErrors(
  rule: Readonly<Record<string, unknown>>,
  index: number,
  total: number,
  document: IngressDocument,
  format: IngressFormat,
): readonly IngressIssue[] {
  const misfits = ['hostname', 'path', 'service'].filter((key) => !fits(rule[key], 'text', format));
  if (misfits.length > 0)
    return misfits.map((key) => error('wrong-type', index, `Rule #${index + 1}: ${key} must be text.`));
  return [
    ...serviceErrors(rule, index, document),
    ...hostnameErrors(textOf(rule['hostname']), textOf(rule['path']), index, total),
    ...pathErrors(textOf(rule['path']), index),
    ...originRequestErrors(rule['originRequest'], index, format),
  ];
}

function serviceErrors(
  rule: Readonly<Record<string, unknown>>,
  index: number,
  document: IngressDocument,
): readonly IngressIssue[] {
  const address = parseServiceAddress(textOf(rule['service']));
  if (address.kind !== 'invalid' || isBastion(rule['originRequest'], document['originRequest'])) return [];
  return [error('bad-service', index, `Rule #${index + 1}: ${address.problem}.`)];
}

/** In bastion mode the client names the destination, and the service is not read. */
function isBastion(ofRule: unknown, ofDocument: unknown): boolean {
  const own = isRecord(ofRule) ? ofRule['bastionMode'] : undefined;
  const common = isRecord(ofDocument) ? ofDocument['bastionMode'] : undefined;
  return (own ?? common) === true;
}

function hostnameErrors(hostname: string, path: string, index: number, total: number): readonly IngressIssue[] {
  const isCatchAll = (hostname === '' || hostname === '*') && path === '';
  const isLast = index === total - 1;
  if (HOST_WITH_PORT.test(hostname))
    return [error('hostname-with-port', index, `Rule #${index + 1}: the hostname must not contain a port.`)];
  if (hostname.lastIndexOf('*') > 0)
    return [error('bad-wildcard', index, `Rule #${index + 1}: only one wildcard is possible, as in "*.example.com".`)];
  if (isLast && !isCatchAll)
    return [
      error('no-catch-all', index, 'The last ingress rule must match all URLs: no hostname and no path may limit it.'),
    ];
  if (!isLast && isCatchAll)
    return [
      error('early-catch-all', index, `Rule #${index + 1} matches every URL, so that no rule after it is ever used.`),
    ];
  return [];
}

function pathErrors(path: string, index: number): readonly IngressIssue[] {
  try {
    compileRe2(path);
    return [];
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw problem;
    return [error('bad-path', index, `Rule #${index + 1} has an invalid regex: ${problem.message}.`)];
  }
}

function originRequestErrors(
  originRequest: unknown,
  rule: number | undefined,
  format: IngressFormat,
): readonly IngressIssue[] {
  if (!fits(originRequest, 'object', format))
    return [error('wrong-type', rule, 'originRequest must be a set of keys and values.')];
  const given = isRecord(originRequest) ? originRequest : {};
  const misfits = Object.entries(ORIGIN_REQUEST_KEYS).filter(([key, kind]) => !fits(given[key], kind, format));
  return [
    ...misfits.map(([key, kind]) => error('wrong-type', rule, `originRequest.${key} must be ${WANTED[format][kind]}.`)),
    ...accessErrors(given['access'], rule),
  ];
}

function accessErrors(access: unknown, rule: number | undefined): readonly IngressIssue[] {
  if (rule === undefined || !isRecord(access) || access['required'] !== true) return [];
  const tags = access['audTag'];
  if (textOf(access['teamName']) !== '' || !Array.isArray(tags) || tags.length === 0) return [];
  return [error('access-without-team', rule, 'access.teamName cannot be blank when access.audTag is given.')];
}

function error(code: string, rule: number | undefined, message: string): IngressIssue {
  return { severity: 'error', code, ...(rule === undefined ? {} : { rule }), message };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const HOST_WITH_PORT = /^(?:[^:[\]]*|\[[^[\]]*\]):[^:[\]]*$/;

const COMMON = {
  boolean: 'true or false',
  text: 'text',
  integer: 'a whole number',
  list: 'a list',
  object: 'a set of keys',
};
const WANTED = {
  json: { ...COMMON, duration: 'a whole number of seconds' },
  yaml: { ...COMMON, duration: 'a duration such as 30s' },
};
