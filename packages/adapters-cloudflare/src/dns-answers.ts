import type { AddressRecordType, DnsRecord, Zone } from '@tunnel-manager/core';
import { noUsableAnswer, type Call } from './failures.ts';

/** An object of an answer, before it was looked at. */
export type Entry = Readonly<Record<string, unknown>>;

export const entryOf = (value: unknown): Entry => Object(value) as Entry;

/** A list without its list is no empty list: it throws. */
export function listOf(call: Call, result: unknown): readonly Entry[] {
  if (!Array.isArray(result)) throw noUsableAnswer(call, 'no list');
  return result.map(entryOf);
}

/** The SDK's types leave out the total, without which nobody knows whether a list is whole. */
export function totalOf(call: Call, info: unknown): number {
  const { total_count: total } = Object(info) as { total_count?: unknown };
  if (typeof total !== 'number') throw noUsableAnswer(call, 'a list without its total');
  return total;
}

/** Lower case. `paused` wins over any status: Cloudflare then serves nothing of the zone. */
export function zoneOf(call: Call, entry: Entry): Zone {
  const { id, name, status, paused } = entry;
  if (typeof id !== 'string' || id === '' || typeof name !== 'string') throw noUsableAnswer(call, 'a malformed zone');
  const served = status === 'active' ? 'active' : 'pending';
  return { zoneId: id, name: name.toLowerCase(), status: paused === true ? 'paused' : served };
}

export const isAddressRecord = ({ type }: Entry): boolean => isAddressType(type);

const isAddressType = (type: unknown): type is AddressRecordType => type === 'A' || type === 'AAAA' || type === 'CNAME';

/** Throws when anything is missing that ownership is judged by. */
export function recordOf(call: Call, entry: Entry): DnsRecord {
  const { id, type, name, content, comment, proxied } = entry;
  if (typeof id !== 'string' || id === '' || !isAddressType(type)) throw noUsableAnswer(call, 'a malformed record');
  if (typeof name !== 'string' || typeof content !== 'string') throw noUsableAnswer(call, 'a malformed record');
  return {
    id,
    type,
    name: name.toLowerCase(),
    content: content.toLowerCase(),
    comment: typeof comment === 'string' ? comment : null,
    proxied: proxied === true,
  };
}
