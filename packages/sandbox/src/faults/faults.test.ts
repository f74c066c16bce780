import { describe, expect, it } from 'vitest';
import { Random } from '../world/random.ts';
import type { FaultMatch } from './fault.ts';
import { Faults } from './faults.ts';

/** Whether each of six GETs of `/zones` meets the fault. */
function hits(match: FaultMatch): readonly boolean[] {
  const faults = new Faults(new Random(7));
  faults.add({ match, fault: { kind: 'hang' } });
  return Array.from({ length: 6 }, () => faults.take('GET', '/zones') !== null);
}

describe('a fault rule', () => {
  it('meets every request when it has no condition', () => {
    expect(hits({})).toEqual([true, true, true, true, true, true]);
  });

  it('keeps to its method and path', () => {
    expect(hits({ method: 'POST' })).not.toContain(true);
    expect(hits({ path: 'dns_records' })).not.toContain(true);
    expect(hits({ method: 'GET', path: '^/zones$' })).not.toContain(false);
  });

  it('meets only the n-th request, or at most so many', () => {
    expect(hits({ nth: 2 })).toEqual([false, true, false, false, false, false]);
    expect(hits({ times: 2 })).toEqual([true, true, false, false, false, false]);
  });

  it('is as likely as it says, and the same in each run', () => {
    expect(hits({ probability: 0 })).not.toContain(true);
    expect(hits({ probability: 1 })).not.toContain(false);
    expect(hits({ probability: 0.5 })).toEqual(hits({ probability: 0.5 }));
    expect(new Set(hits({ probability: 0.5 })).size).toBe(2);
  });

  it('gives way to an earlier rule, and to none after clear', () => {
    const faults = new Faults(new Random(1));
    faults.add({ match: {}, fault: { kind: 'hang' } }, { match: {}, fault: { kind: 'drop-before' } });
    expect(faults.take('GET', '/')).toEqual({ kind: 'hang' });
    faults.clear();
    expect(faults.take('GET', '/')).toBeNull();
  });
});
