import { isIPv4, isIPv6 } from 'node:net';
import { toAsciiHostname } from '@tunnel-manager/core';
import type { Plan, RecordState, RecordType, ZoneState } from '../world/state.ts';
import { invalidRecord } from './api-refusal.ts';

/** What a client may say about a record; the rest is Cloudflare's. */
export type RecordDraft = Omit<RecordState, 'id' | 'createdOn' | 'modifiedOn'>;

/** Reads a request body over the values that hold where it says nothing. Refuses what the zone's plan does not allow. */
export function parseRecordDraft(body: unknown, base: Partial<RecordDraft>, zone: ZoneState): RecordDraft {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const type = recordType(given['type'] ?? base.type);
  return {
    type,
    name: recordName(given['name'] ?? base.name, zone),
    content: recordContent(given['content'] ?? base.content, type),
    proxied: proxied(given['proxied'] ?? base.proxied ?? false, type),
    ttl: timeToLive(given['ttl'] ?? base.ttl ?? 1),
    comment: recordComment(given['comment'] === undefined ? base.comment : given['comment'], zone.plan),
    tags: recordTags(given['tags'] ?? base.tags ?? [], zone.plan),
  };
}

function recordType(type: unknown): RecordType {
  if (type === 'A' || type === 'AAAA' || type === 'CNAME' || type === 'TXT') return type;
  throw invalidRecord(9001, 'DNS record type is invalid or not known to the sandbox.');
}

/** `@` and relative names are completed with the zone; the result is lower case and Punycode. */
function recordName(name: unknown, zone: ZoneState): string {
  const written = typeof name === 'string' ? name.trim().replace(/\.$/, '') : '';
  const ascii = written === '@' ? zone.name : toAsciiHostname(written);
  if (ascii === null) throw invalidRecord(9000, 'DNS name is invalid.');
  const full = ascii === zone.name || ascii.endsWith(`.${zone.name}`) ? ascii : `${ascii}.${zone.name}`;
  const sound = full.length <= 253 && full.split('.').every((label) => label.length >= 1 && label.length <= 63);
  if (!sound || full.lastIndexOf('*') > 0) throw invalidRecord(9000, 'DNS name is invalid.');
  return full;
}

function recordContent(content: unknown, type: RecordType): string {
  const text = typeof content === 'string' ? content.trim() : '';
  if (type === 'TXT' && text !== '') return text;
  if (type === 'A' && isIPv4(text)) return text;
  if (type === 'AAAA' && isIPv6(text)) return text.toLowerCase();
  const target = type === 'CNAME' ? toAsciiHostname(text.replace(/\.$/, '')) : null;
  if (target !== null) return target;
  throw invalidRecord(CONTENT_CODES[type], `Content for ${type} record is invalid.`);
}

function proxied(value: unknown, type: RecordType): boolean {
  if (value === true && type === 'TXT') throw invalidRecord(9004, 'This record type cannot be proxied.');
  return value === true;
}

function timeToLive(value: unknown): number {
  if (value === 1 || (Number.isSafeInteger(value) && (value as number) >= 60 && (value as number) <= 86_400))
    return value as number;
  throw invalidRecord(9021, 'Invalid TTL. Must be between 60 and 86,400 seconds, or 1 for Automatic.');
}

function recordComment(value: unknown, plan: Plan): string | null {
  if (value === undefined || value === null || value === '') return null;
  if (typeof value !== 'string' || /[\r\n]/.test(value)) throw invalidRecord(9301, 'DNS record comment is invalid.');
  const most = COMMENT_LENGTH[plan];
  if (value.length <= most) return value;
  throw invalidRecord(9302, `DNS record comment is too long: ${value.length} characters, ${most} are allowed.`);
}

function recordTags(value: unknown, plan: Plan): readonly string[] {
  const tags = Array.isArray(value) ? value.map(String) : [];
  if (tags.length <= TAG_QUOTA[plan]) return tags;
  throw invalidRecord(9300, `DNS record has ${tags.length} tags, exceeding the quota of ${TAG_QUOTA[plan]}.`);
}

const CONTENT_CODES: Readonly<Record<RecordType, number>> = { A: 9005, AAAA: 9006, CNAME: 9007, TXT: 9008 };

const COMMENT_LENGTH: Readonly<Record<Plan, number>> = { free: 100, pro: 500 };

const TAG_QUOTA: Readonly<Record<Plan, number>> = { free: 0, pro: 20 };
