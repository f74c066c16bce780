import { describe, expect, it } from 'vitest';
import { pauseMs, startLoop } from './loop.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {} };

/** Lets so many pauses end at once and stays in the next one until it is told to stop. */
function pauses(limit: number) {
  const seen: number[] = [];
  let reached = (): void => {};
  const atLimit = new Promise<void>((resolve) => (reached = resolve));
  const sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    seen.push(ms);
    if (seen.length < limit) return Promise.resolve();
    reached();
    return new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
  };
  return { seen, atLimit, sleep };
}

describe('a loop', () => {
  it('begins with a pass at once, and pauses after each', async () => {
    const { seen, atLimit, sleep } = pauses(3);
    let passes = 0;
    const run = async (): Promise<boolean> => ++passes > 0;
    const loop = startLoop({ name: 'test', everyMs: 7000, run, log: silent, sleep });
    await atLimit;
    await loop.stop();
    expect([passes, seen]).toEqual([3, [7000, 7000, 7000]]);
  });

  it('comes back sooner after a failure, ever later while it lasts, and as usual after a success', async () => {
    const { seen, atLimit, sleep } = pauses(5);
    const outcomes = [new Error('down'), false, false, true, new Error('down')];
    const run = async (): Promise<boolean> => {
      const next = outcomes.shift();
      if (next instanceof Error) throw next;
      return next ?? true;
    };
    const loop = startLoop({ name: 'test', everyMs: 86_400_000, run, log: silent, sleep });
    await atLimit;
    await loop.stop();
    expect(seen).toEqual([5000, 15_000, 30_000, 86_400_000, 5000]);
  });

  it('ends only when the pass under way has ended, and never runs two at once', async () => {
    let finish = (): void => {};
    let running = 0;
    let most = 0;
    const run = async (): Promise<boolean> => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => (finish = resolve));
      running--;
      return true;
    };
    const loop = startLoop({ name: 'test', everyMs: 1, run, log: silent });
    let stopped = false;
    const ending = loop.stop().then(() => (stopped = true));
    await Promise.resolve();
    expect(stopped).toBe(false);
    finish();
    await ending;
    expect([most, running]).toEqual([1, 0]);
  });
});

describe('the pause', () => {
  it('is never longer than the regular one', () => {
    expect(pauseMs(9, 30_000)).toBe(30_000);
    expect(pauseMs(9, 86_400_000)).toBe(300_000);
  });
});
