import { setTimeout as wait } from 'node:timers/promises';
import type { Log } from '../contract/front.ts';

/** Something that is done again and again, and never twice at once. */
export interface Loop {
  /** Starts nothing new and resolves when what is under way has ended. */
  stop(): Promise<void>;
}

export interface LoopPlan {
  readonly name: string;
  /** How long after a pass that left nothing to do the next one begins. */
  readonly everyMs: number;
  /** One pass. Gives false when something is left that needs another try soon. */
  readonly run: () => Promise<boolean>;
  readonly log: Log;
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
}

/** Soon at first, because most outages are short, and every five minutes in a long one. */
const BACK_OFF_MS = [5000, 15_000, 30_000, 60_000, 300_000] as const;

/** Begins with the first pass at once. A pass that throws or leaves something to do is repeated with back-off. */
export function startLoop({ name, everyMs, run, log, sleep = untilAborted }: LoopPlan): Loop {
  const ending = new AbortController();
  const ended = repeat();
  return {
    stop: () => {
      ending.abort();
      return ended;
    },
  };

  async function repeat(): Promise<void> {
    let tries = 0;
    while (!ending.signal.aborted) {
      tries = (await pass()) ? 0 : tries + 1;
      await sleep(pauseMs(tries, everyMs), ending.signal);
    }
  }

  async function pass(): Promise<boolean> {
    try {
      return await run();
    } catch (error) {
      log.warn({ loop: name, err: error }, 'a pass failed and will be repeated');
      return false;
    }
  }
}

/** The pause after so many passes in a row that left something to do; never longer than the regular one. */
export const pauseMs = (tries: number, everyMs: number): number =>
  tries === 0 ? everyMs : Math.min(everyMs, BACK_OFF_MS[Math.min(tries, BACK_OFF_MS.length) - 1] ?? everyMs);

async function untilAborted(ms: number, signal: AbortSignal): Promise<void> {
  // An aborted wait is the ordinary end of the loop, not an error.
  await wait(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
