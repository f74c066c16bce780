import { describe, expect, it } from 'vitest';
import { parseRateLimit, parseRetryAfterMs } from './rate-limit-headers.ts';

const NOW_MS = Date.UTC(2026, 0, 1);

describe('parseRetryAfterMs', () => {
  it.each<[string | null, number]>([
    ['300', 300_000],
    ['0.5', 1000],
    ['0', 1000],
    ['86400', 900_000],
    ['Thu, 01 Jan 2026 00:02:00 GMT', 120_000],
    ['Thu, 01 Jan 2015 00:00:00 GMT', 1000],
    ['soon', 60_000],
    ['-5', 60_000],
    ['1e400', 60_000],
    ['NaN', 60_000],
    ['', 60_000],
    [null, 60_000],
  ])('reads %j as %i ms', (header, expected) => {
    expect(parseRetryAfterMs(header, NOW_MS)).toBe(expected);
  });
});

describe('parseRateLimit', () => {
  it.each<[string | null, ReturnType<typeof parseRateLimit>]>([
    ['"default";r=50;t=30', { requests: 50, renewedInMs: 30_000 }],
    ['"default"; t=30; r=50', { requests: 50, renewedInMs: 30_000 }],
    ['"burst";r=90;t=60, "default";r=3;t=200', { requests: 3, renewedInMs: 200_000 }],
    ['"default";r=many;t=30', null],
    ['"default";q=100;w=60', null],
    ['', null],
    [null, null],
  ])('reads %j', (header, expected) => {
    expect(parseRateLimit(header)).toEqual(expected);
  });
});
