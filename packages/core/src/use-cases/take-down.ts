import type { Change } from '../domain/change.ts';
import type { DnsRecord } from '../domain/dns-record.ts';
import type { Hostname } from '../domain/hostname.ts';
import { judgeRecord } from '../domain/ownership.ts';
import { accepted, refused, type Outcome } from '../domain/outcome.ts';
import { refusal } from '../domain/refusal.ts';
import type { Context } from './context.ts';
import { zoneIdOf } from './ensure-record.ts';

/**
 * Undoes a claim whose record certainly does not exist: rule, then row. When the rule can't be removed now, the row
 * stays `releasing` and is settled later. `entry` is committed with the last change that succeeds.
 *
 * The way over `releasing` and another publication is taken even when no rule is known to be public: a publication
 * that began before may still carry the row.
 */
export async function remove(context: Context, row: Hostname, entry: () => Change): Promise<void> {
  const { clock, store } = context.ports;
  await store.commit([
    { kind: 'hostname-releasing', id: row.id, version: row.version, at: clock.nowMs(), recordId: row.recordId },
  ]);
  await dropRule(context, { ...row, state: 'releasing', version: row.version + 1 }, entry);
}

/** Takes a `releasing` row the rest of the way: DNS record first, then rule, then the row, with `entry`. */
export async function takeDown(context: Context, row: Hostname, entry: () => Change): Promise<Outcome<null>> {
  const { clock, dns, store } = context.ports;
  let current = row;
  if (row.recordId !== null) {
    const proof = await proveOwnership(context, row);
    if (!proof.ok) return proof;
    if (proof.value === 'present') await dns.deleteRecord(await zoneIdOf(context, row), row.recordId);
    await store.commit([{ kind: 'hostname-unrecorded', id: row.id, version: row.version, at: clock.nowMs() }]);
    current = { ...row, recordId: null, version: row.version + 1 };
  }
  await dropRule(context, current, entry);
  return accepted(null);
}

/**
 * Is the recorded DNS record there, and is it provably ours? A failed look-up throws; "absent" is believed only when
 * it is said again and again, since reads can lag behind writes. Refuses with `foreign-record` when one of the four
 * proofs is missing.
 */
export async function proveOwnership(context: Context, row: Hostname): Promise<Outcome<'present' | 'absent'>> {
  const record = await findRecorded(context, row);
  if (record === null) return accepted('absent');
  const verdict = judgeRecord(row, record, context.scope.installation);
  if (verdict.kind === 'ours') return accepted('present');
  const missing = verdict.kind === 'foreign' ? verdict.missing.join(' and ') : 'it was never recorded';
  return refused(
    refusal(
      'foreign-record',
      `The DNS record of ${row.hostname} was changed by somebody else: ${missing}.`,
      'Undo that change or delete the record in the Cloudflare dashboard, then release the hostname again.',
    ),
  );
}

async function findRecorded(context: Context, row: Hostname): Promise<DnsRecord | null> {
  const { clock, dns } = context.ports;
  if (row.recordId === null) return null;
  const zoneId = await zoneIdOf(context, row);
  for (let looks = 1; ; looks += 1) {
    const record = await dns.record(zoneId, row.recordId);
    if (record !== null || looks === LOOKS_UNTIL_ABSENT) return record;
    await clock.sleep(LOOK_AGAIN_MS);
  }
}

/** Three looks over a second: a record that was deleted by hand is rare, and waiting for certainty costs nobody. */
const LOOKS_UNTIL_ABSENT = 3;
const LOOK_AGAIN_MS = 500;

async function dropRule(context: Context, row: Hostname, entry: () => Change): Promise<void> {
  const { clock, store } = context.ports;
  await context.publisher.publish();
  await store.commit([{ kind: 'hostname-released', id: row.id, version: row.version, at: clock.nowMs() }, entry()]);
}
