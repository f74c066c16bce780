import { InvalidText } from '@tunnel-manager/core';
import { beforeEach, expect, it } from 'vitest';
import { aHostname, anEntry, aSample, audited, claim, WORLD } from '../builders.ts';
import type { StoreUnderTest } from '../opened-store.ts';
import { everything, WHOLE } from '../reading.ts';

export function texts(store: StoreUnderTest): void {
  beforeEach(() => store().commit(WORLD));

  it.each([
    ['nothing', ''],
    ['spaces', '  '],
    ['quotes', `it's "quoted" \`here\``],
    ['SQL', "'); DROP TABLE cnames; --"],
    ['parameters', '? ?1 $1 :name @name'],
    ['patterns', '100%_*'],
    ['lines', 'one\r\ntwo\tthree\n'],
    ['a backslash', '\\ \\0 \\u0000'],
    ['beyond the basic plane', '😀 👩‍👩‍👧 𝒳'],
    ['right to left', 'שלום עולם'],
    ['decomposed', 'e\u0301 is not \u00E9'],
    ['the replacement character', '\uFFFD'],
    ['the byte order mark and controls', '\uFEFF\u0001\u007F'],
    ['digits', '007'],
    ['an exponent', '1e5'],
    ['the word null', 'null'],
    ['a hundred thousand characters', 'x'.repeat(100_000)],
  ])('is read back as it was written: %s', async (_what, text) => {
    const row = aHostname(1, { project: text, createdBy: text, reason: text, container: text, network: text });
    const sample = aSample({ lastError: text });
    const entry = anEntry(1, { actor: text, project: text, requestId: text, details: text, errorMessage: text });
    const changes = [claim(row), { kind: 'health-sampled', sample } as const, audited(entry)];
    await store().commit(changes);
    expect(await store().hostname(row.hostname)).toEqual(row);
    expect((await store().hostnames({ project: text }, WHOLE)).items).toEqual([row]);
    expect(await store().latestHealth('vm-1')).toEqual(sample);
    expect((await store().audit({ project: text }, WHOLE)).items).toEqual([entry]);
    expect((await store().changesAfter(0, 10)).at(-1)?.changes).toEqual(changes);
  });

  it.each([
    ['NUL', 'a\0b'],
    ['half a character, the first', 'a\uD83D'],
    ['half a character, the second', '\uDE00b'],
    ['halves in the wrong order', '\uDE00\uD83D'],
  ])('is refused before anything is applied when it holds %s', async (_what, text) => {
    const before = await everything(store());
    for (const bad of [
      claim(aHostname(2, { reason: text })),
      audited(anEntry(1, { details: text })),
      { kind: 'health-sampled', sample: aSample({ lastError: text }) },
      { kind: 'installation-founded', id: text, at: 1 },
    ] as const) {
      await expect(store().commit([claim(aHostname(1)), bad])).rejects.toThrow(InvalidText);
    }
    expect(await everything(store())).toEqual(before);
    expect(await store().changesAfter(0, 10)).toHaveLength(1);
  });

  it('that is empty differs from none', async () => {
    await store().commit([claim(aHostname(1, { container: '', network: null }))]);
    expect(await store().hostname('app-1.example.com')).toMatchObject({ container: '', network: null });
  });
}
