import { describe, expect, it } from 'vitest';
import { parseDuration } from './parse-duration.ts';

describe('a duration', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['14d', 1_209_600_000],
    ['2y', 63_072_000_000],
  ])('of %s is %i ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', '30', 's', '-1s', '1.5h', '1h30m', ' 1s', '1S'])('is not written %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });
});
