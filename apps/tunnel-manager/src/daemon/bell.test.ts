import { describe, expect, it } from 'vitest';
import { Bell } from './bell.ts';

const AGES_MS = 3_600_000;
const never = new AbortController().signal;

describe('a bell', () => {
  it('ends a pause', async () => {
    const bell = new Bell();
    const pause = bell.sleep(AGES_MS, never);
    bell.ring();
    await expect(pause).resolves.toBeUndefined();
  });

  it('that rang while nobody paused ends the next pause, and only that one', async () => {
    const bell = new Bell();
    bell.ring();
    bell.ring();
    await bell.sleep(AGES_MS, never);
    let ended = false;
    const second = bell.sleep(AGES_MS, never).then(() => (ended = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ended).toBe(false);
    bell.ring();
    await second;
  });

  it('lets a pause end by itself, and when it is told to stop', async () => {
    const bell = new Bell();
    await expect(bell.sleep(1, never)).resolves.toBeUndefined();
    await expect(bell.sleep(AGES_MS, AbortSignal.abort())).resolves.toBeUndefined();
    const stopping = new AbortController();
    const pause = bell.sleep(AGES_MS, stopping.signal);
    stopping.abort();
    await expect(pause).resolves.toBeUndefined();
  });
});
