import { readFileSync } from 'node:fs';
import { canonicalJson, type IngressRule } from '@tunnel-manager/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkIngressFile } from './check-ingress-file.ts';
import { editConfigText, readConfigText } from './config-text.ts';

const FILES = 10_000;

interface GoldenCase {
  readonly name: string;
  readonly config: string;
  readonly accepted: boolean;
  readonly matches: readonly { readonly url: string; readonly rule: number; readonly service: string }[];
}

const goldenFile = new URL('../../../sandbox/fixtures/ingress-golden.json', import.meta.url);
const golden = (JSON.parse(readFileSync(goldenFile, 'utf8')) as { cases: readonly GoldenCase[] }).cases;

describe('checkIngressFile', () => {
  it.each(golden)('says of $name what the real cloudflared said', ({ config, accepted, matches }) => {
    const check = checkIngressFile(
      config,
      matches.map(({ url }) => url),
    );
    expect(check.accepted).toBe(accepted);
    expect(check.matches.map(({ url, rule }) => ({ url, rule }))).toEqual(
      matches.map(({ url, rule }) => ({ url, rule })),
    );
  });
});

const word = fc.stringMatching(/^[a-z]{1,8}$/);
const comment = fc.option(fc.stringMatching(/^ [a-zA-Z0-9 ,.!]{1,20}$/), { nil: null });
const quote = fc.constantFrom('', '"', "'");

/** A rule as somebody would write it, with comments in every place that allows one. */
const ruleText = fc
  .record({
    host: word,
    port: fc.integer({ min: 1, max: 65_535 }),
    quote,
    above: comment,
    beside: comment,
    extra: fc.boolean(),
  })
  .map(({ host, port, quote: q, above, beside, extra }) =>
    [
      ...(above === null ? [] : [`  #${above}`]),
      `  - hostname: ${q}${host}.example.com${q}${beside === null ? '' : ` #${beside}`}`,
      `    service: http://127.0.0.1:${port}`,
      ...(extra ? ['    originRequest:', '      connectTimeout: 5s # patience'] : []),
    ].join('\n'),
  );

const fileText = fc
  .record({
    head: comment,
    rules: fc.uniqueArray(ruleText, { maxLength: 6 }),
    tail: comment,
    keysAfter: fc.boolean(),
    blank: fc.boolean(),
  })
  .map(({ head, rules, tail, keysAfter, blank }) =>
    [
      ...(head === null ? [] : [`#${head}`]),
      'tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef',
      ...(blank ? [''] : []),
      'ingress:',
      ...rules,
      ...(tail === null ? [] : [`  #${tail}`]),
      '  - service: http_status:404',
      ...(keysAfter ? ['warp-routing:', '  enabled: true # yes', 'x-unknown: [1, {a: b}]'] : []),
      '',
    ].join('\n'),
  );

const OURS: IngressRule = { hostname: 'ours.test', service: 'http://127.0.0.1:3000' };

describe('one changed rule in a generated file', () => {
  it(`leaves everything else as it means, comments included (${FILES} files)`, () => {
    fc.assert(
      fc.property(fileText, fc.nat(), (text, place) => {
        const before = readConfigText(text);
        const index = place % before.ingress.length;
        const added = editConfigText(text, [...before.ingress.slice(0, index), OURS, ...before.ingress.slice(index)]);
        expect(withoutOurs(added)).toBe(canonicalJson(before));
        expect(commentsOf(added)).toEqual(commentsOf(text));

        const moved = readConfigText(added).ingress.map((rule) =>
          rule.hostname === OURS.hostname ? { ...rule, service: 'http://[::1]:1' } : rule,
        );
        const repointed = editConfigText(added, moved);
        expect(withoutOurs(repointed)).toBe(canonicalJson(before));
        expect(commentsOf(repointed)).toEqual(commentsOf(text));

        const removed = editConfigText(repointed, before.ingress);
        expect(canonicalJson(readConfigText(removed))).toBe(canonicalJson(before));
        expect(commentsOf(removed)).toEqual(commentsOf(text));
      }),
      { numRuns: FILES, seed: Number(process.env['SEED'] ?? 1) },
    );
  }, 120_000);
});

function withoutOurs(text: string): string {
  const document = readConfigText(text);
  return canonicalJson({ ...document, ingress: document.ingress.filter(({ hostname }) => hostname !== OURS.hostname) });
}

const commentsOf = (text: string): readonly string[] =>
  [...text.matchAll(/(?:^|\s)#(.*)$/gm)].map(([, words]) => words ?? '').toSorted();
