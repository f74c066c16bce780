/**
 * A UUIDv7 (RFC 9562): 48 bits of epoch milliseconds, then random bits, so that ids sort by age.
 * `random` supplies ten bytes.
 */
export function uuidV7(nowMs: number, random: Uint8Array): string {
  if (random.length !== 10) throw new RangeError('uuidV7 takes exactly ten random bytes');
  const time = nowMs.toString(16).padStart(12, '0');
  const tail = Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
  const variant = ((random[2] ?? 0) & 0x3f) | 0x80;
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${tail.slice(1, 4)}`,
    variant.toString(16) + tail.slice(6, 8),
    tail.slice(8, 20),
  ].join('-');
}

/** The next log id: never repeats and, while the clock runs forward, is the time in microseconds. */
export const nextLogId = (last: number, nowMs: number): number => Math.max(last + 1, nowMs * 1000);
