import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('systemClock', () => {
  it('gives version 7 UUIDs that never repeat', () => {
    const clock = systemClock();
    const ids = Array.from({ length: 1000 }, () => clock.newId());
    expect(new Set(ids).size).toBe(1000);
    for (const id of ids) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it('gives log ids that grow within one millisecond', () => {
    const clock = systemClock();
    const ids = Array.from({ length: 1000 }, () => clock.nextLogId());
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  });

  it('continues after the log ids of earlier runs, also when the clock was set back', () => {
    const lastLogId = (Date.now() + 3_600_000) * 1000;
    const clock = systemClock({ lastLogId });
    expect(clock.nextLogId()).toBe(lastLogId + 1);
    expect(clock.nextLogId()).toBe(lastLogId + 2);
  });

  it('reads the time of the machine', () => {
    const before = Date.now();
    const now = systemClock().nowMs();
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });
});
