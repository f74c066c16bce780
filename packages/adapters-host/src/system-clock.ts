import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { nextLogId, uuidV7, type Clock } from '@tunnel-manager/core';

/**
 * The time and the randomness of this machine. `lastLogId` is the largest log id of earlier runs, so that the next
 * one is larger even when the machine's clock was set back in between.
 */
export function systemClock(start: { readonly lastLogId?: number } = {}): Clock {
  let lastLogId = start.lastLogId ?? 0;
  return {
    nowMs: () => Date.now(),
    newId: () => uuidV7(Date.now(), randomBytes(10)),
    nextLogId: () => (lastLogId = nextLogId(lastLogId, Date.now())),
    sleep: (ms) => wait(ms),
  };
}
