import { MemoryStore } from '@tunnel-manager/core/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { WORLD } from '../builders.ts';
import { changeOf, intents } from '../intents.ts';
import type { OpenedStore } from '../opened-store.ts';
import { conflictOf, everything } from '../reading.ts';

/** A hundred take a second or two on a disk; a longer run is `CONTRACT_SEQUENCES=1000`. */
const SEQUENCES = Number(process.env['CONTRACT_SEQUENCES'] ?? 100);

/** Compares the store with the memory store over generated commits: the same answers, the same state, the same log. */
export function generatedCommits(open: () => Promise<OpenedStore>): void {
  it(`have the same effect as on the model (${SEQUENCES} sequences)`, { timeout: SEQUENCES * 1000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(intents, { minLength: 1, maxLength: 12 }), async (lists) => {
        const model = new MemoryStore();
        const opened = await open();
        const { store } = opened;
        try {
          await Promise.all([model.commit(WORLD), store.commit(WORLD)]);
          for (const list of lists) {
            const changes = await Promise.all(list.map((intent) => changeOf(intent, model)));
            expect(await conflictOf(store, changes)).toBe(await conflictOf(model, changes));
          }
          expect(await everything(store)).toEqual(await everything(model));
          const [log, modelLog] = await Promise.all([store.changesAfter(0, 100), model.changesAfter(0, 100)]);
          expect(log.map(({ changes }) => changes)).toEqual(modelLog.map(({ changes }) => changes));
        } finally {
          await opened.close();
        }
      }),
      { numRuns: SEQUENCES },
    );
  });
}
