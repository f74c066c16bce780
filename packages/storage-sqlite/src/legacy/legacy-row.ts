import { sanitiseText } from '@tunnel-manager/core';
import type { Tally } from './adoption-report.ts';

/** What the driver answers; integers are bigints. */
export type LegacyValue = string | number | bigint | Uint8Array | null;

/**
 * One row of the first generation, whose tables take any type in any column. Every reader answers a value that can be
 * stored and says in the tally when that is not the one that was there.
 */
export class LegacyRow {
  readonly no: number;
  readonly #values: Readonly<Record<string, LegacyValue>>;
  readonly #tally: Tally;

  constructor(values: Readonly<Record<string, LegacyValue>>, tally: Tally) {
    this.no = Number(values['row_no']);
    this.#values = values;
    this.#tally = tally;
  }

  /** Null for NULL alone; nothing is cut. */
  text(column: string): string | null {
    const value = this.#values[column] ?? null;
    if (value === null) return null;
    const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : String(value);
    const clean = sanitiseText(text, Number.POSITIVE_INFINITY);
    if (value instanceof Uint8Array || clean !== text)
      this.repair(`${column} held no text, or characters that cannot be stored`);
    return clean;
  }

  textOr(column: string, fallback: string): string {
    const text = this.text(column);
    if (text === null) this.repair(`${column} was empty and is now '${fallback}'`);
    return text ?? fallback;
  }

  /** Null for NULL, and for what is no integer that can be read back exactly. */
  integer(column: string): number | null {
    const value = this.#values[column] ?? null;
    if (value === null) return null;
    const number = typeof value === 'string' && value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isSafeInteger(number)) return number;
    this.repair(`${column} held no integer`);
    return null;
  }

  /** Epoch milliseconds. The first generation wrote `YYYY-MM-DD HH:MM:SS`, always in UTC. */
  time(column: string, fallback: number): number {
    const time = timeFrom(this.#values[column]);
    if (time === null) this.repair(`${column} held no time: taken from what is around it`);
    return time ?? fallback;
  }

  oneOf<T extends string>(column: string, words: Readonly<Record<string, T>>, fallback: T): T {
    const text = this.text(column) ?? '';
    const word = Object.hasOwn(words, text) ? words[text] : undefined;
    if (word === undefined) this.repair(`${column} held none of its words and is now '${fallback}'`);
    return word ?? fallback;
  }

  keep(): void {
    this.#tally.keep();
  }

  collapse(): void {
    this.#tally.collapse();
  }

  drop(reason: string): void {
    this.#tally.drop(this.no, reason);
  }

  repair(reason: string): void {
    this.#tally.repair(this.no, reason);
  }
}

/**
 * Epoch milliseconds of a UTC text; null when it is none. Never by `Date.parse`, which takes such a text for local time.
 */
export function timeFrom(value: LegacyValue | undefined): number | null {
  const [, ...parts] = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,3})\d*)?Z?$/.exec(String(value)) ?? [];
  if (parts.length === 0) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(0, 6).map(Number);
  const time = Date.UTC(year, month - 1, day, hour, minute, second, Number((parts[6] ?? '').padEnd(3, '0')));
  // `Date.UTC` carries a 31st of February over into March.
  const isReal = new Date(time)
    .toISOString()
    .startsWith(`${parts.slice(0, 3).join('-')}T${parts.slice(3, 6).join(':')}`);
  return isReal ? time : null;
}
