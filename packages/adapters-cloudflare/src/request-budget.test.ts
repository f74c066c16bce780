import { beforeEach, describe, expect, it } from 'vitest';
import { RequestBudget } from './request-budget.ts';
import { failureOf } from './testing/failing.ts';
import { VirtualClock } from './testing/virtual-clock.ts';

const MINUTE_MS = 60_000;
let clock: VirtualClock;
let sentAt: number[];

beforeEach(() => {
  clock = new VirtualClock();
  sentAt = [];
});

const send = async (): Promise<void> => {
  sentAt.push(clock.nowMs());
};

/** Sends this many at once, each ready to wait for `waitMs`. */
const burst = async (budget: RequestBudget, count: number, waitMs: number): Promise<void> => {
  const untilMs = clock.nowMs() + waitMs;
  const all = Array.from({ length: count }, () => budget.run('dns.zones', untilMs, send));
  const settled = Promise.allSettled(all);
  await clock.advance(waitMs);
  await settled;
};

const most = (perMs: number): number =>
  Math.max(...sentAt.map((from) => sentAt.filter((at) => at >= from && at < from + perMs).length));

const left = (ratelimit: string): Headers => new Headers({ ratelimit });

describe('RequestBudget', () => {
  it('never lets more through than the window holds, however many ask at once', async () => {
    const budget = new RequestBudget({ clock, requestsPerFiveMinutes: 60 });
    await burst(budget, 200, 20 * MINUTE_MS);
    expect(sentAt).toHaveLength(200);
    expect(most(5 * MINUTE_MS)).toBe(60);
  });

  it('never lets more than 100 through in a second', async () => {
    await burst(new RequestBudget({ clock }), 350, 10_000);
    expect(sentAt).toHaveLength(350);
    expect(most(1000)).toBe(100);
  });

  it('lets callers through in the order of their arrival', async () => {
    const budget = new RequestBudget({ clock });
    const order: number[] = [];
    const all = Array.from({ length: 300 }, (_, number) =>
      budget.run('dns.zones', clock.nowMs() + 10_000, async () => {
        order.push(number);
      }),
    );
    await clock.advance(10_000);
    await Promise.all(all);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it('keeps at most 16 requests in flight', async () => {
    const budget = new RequestBudget({ clock });
    let inFlight = 0;
    let highest = 0;
    const all = Array.from({ length: 100 }, () =>
      budget.run('dns.zones', clock.nowMs() + MINUTE_MS, async () => {
        highest = Math.max(highest, (inFlight += 1));
        await clock.sleep(50);
        inFlight -= 1;
      }),
    );
    await clock.advance(MINUTE_MS);
    await Promise.all(all);
    expect(highest).toBe(16);
  });

  it('refuses at once what would have to wait too long, and says how long', async () => {
    const budget = new RequestBudget({ clock, requestsPerFiveMinutes: 10 });
    await burst(budget, 10, 0);
    await clock.advance(MINUTE_MS);
    const failure = await failureOf(budget.run('dns.zones', clock.nowMs() + 10_000, send));
    expect(failure).toMatchObject({ code: 'rate-limited', kind: 'rate-limit', outcome: 'none' });
    expect(failure.retryAfterMs).toBe(4 * MINUTE_MS);
    expect(sentAt).toHaveLength(10);
  });

  it('gives up waiting for a place in flight when the time is over', async () => {
    const budget = new RequestBudget({ clock });
    const never = Array.from({ length: 16 }, () =>
      budget.run('dns.zones', clock.nowMs(), () => new Promise(() => undefined)),
    );
    expect(never).toHaveLength(16);
    const failure = await failureOf(budget.run('dns.zones', clock.nowMs() + 20, send));
    expect(failure).toMatchObject({ code: 'rate-limited', outcome: 'none' });
  });

  it('gives the place back when a request fails', async () => {
    const budget = new RequestBudget({ clock });
    for (let time = 0; time < 20; time += 1) {
      await expect(budget.run('dns.zones', clock.nowMs(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    }
    await budget.run('dns.zones', clock.nowMs(), send);
    expect(sentAt).toHaveLength(1);
  });

  it('refuses everything at once until the time of a 429 is over', async () => {
    const budget = new RequestBudget({ clock });
    budget.observe(429, new Headers({ 'retry-after': '300' }));
    await clock.advance(100_000);
    const failure = await failureOf(budget.run('dns.createCname', clock.nowMs() + 20_000, send));
    expect(failure).toMatchObject({ code: 'rate-limited', outcome: 'none', retryAfterMs: 200_000 });
    await clock.advance(200_000);
    await budget.run('dns.createCname', clock.nowMs(), send);
    expect(sentAt).toHaveLength(1);
  });

  it('refuses those who were already waiting when a 429 comes', async () => {
    const budget = new RequestBudget({ clock });
    const all = Array.from({ length: 101 }, () => budget.run('dns.zones', clock.nowMs() + 10_000, send));
    const settled = Promise.allSettled(all);
    await clock.advance(0);
    budget.observe(429, new Headers({ 'retry-after': '300' }));
    await clock.advance(10_000);
    expect((await settled).filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(sentAt).toHaveLength(100);
  });

  it('refuses at once after a 429, also while all places in flight are taken', async () => {
    const budget = new RequestBudget({ clock });
    for (let place = 0; place < 16; place += 1)
      void budget.run('dns.zones', clock.nowMs(), () => new Promise(() => undefined));
    await clock.advance(0);
    budget.observe(429, new Headers({ 'retry-after': '300' }));
    const failure = await failureOf(budget.run('dns.zones', clock.nowMs() + 20, send));
    expect(failure.retryAfterMs).toBe(300_000);
  });

  it('is not opened early by a shorter 429', async () => {
    const budget = new RequestBudget({ clock });
    budget.observe(429, new Headers({ 'retry-after': '300' }));
    budget.observe(429, new Headers({ 'retry-after': '1' }));
    expect(budget.closedForMs()).toBe(300_000);
  });

  it('spreads what is left over the time until the quota is renewed', async () => {
    const budget = new RequestBudget({ clock });
    budget.observe(200, left('"default";r=40;t=30'));
    await burst(budget, 10, 9000);
    expect(sentAt.slice(1).map((at, index) => at - sentAt[index]!)).toEqual(Array.from({ length: 9 }, () => 1000));
  });

  it('stops while the last requests of a quota are left', async () => {
    const budget = new RequestBudget({ clock });
    budget.observe(200, left('"default";r=10;t=120'));
    expect((await failureOf(budget.run('dns.zones', clock.nowMs(), send))).retryAfterMs).toBe(120_000);
    await clock.advance(120_000);
    await budget.run('dns.zones', clock.nowMs(), send);
    expect(sentAt).toHaveLength(1);
  });

  it('runs at full speed again once enough is left', async () => {
    const budget = new RequestBudget({ clock });
    budget.observe(200, left('"default";r=20;t=300'));
    budget.observe(200, left('"default";r=1100;t=300'));
    await burst(budget, 50, 0);
    expect(sentAt).toHaveLength(50);
  });

  it('does not stand still when the clock is set back', async () => {
    const budget = new RequestBudget({ clock, requestsPerFiveMinutes: 10 });
    await burst(budget, 9, 0);
    clock.set(clock.nowMs() - 60 * MINUTE_MS);
    await budget.run('dns.zones', clock.nowMs(), send);
    expect(sentAt).toHaveLength(10);
    expect((await failureOf(budget.run('dns.zones', clock.nowMs(), send))).retryAfterMs).toBe(5 * MINUTE_MS);
  });
});
