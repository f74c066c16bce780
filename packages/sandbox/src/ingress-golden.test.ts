import { readFileSync } from 'node:fs';
import { matchIngress, validateIngress } from '@tunnel-manager/core';
import type { IngressDocument } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface GoldenCase {
  readonly name: string;
  readonly config: string;
  readonly accepted: boolean;
  readonly matches: readonly { readonly url: string; readonly rule: number; readonly service: string }[];
}

const golden = JSON.parse(readFileSync(new URL('../fixtures/ingress-golden.json', import.meta.url), 'utf8')) as {
  cases: readonly GoldenCase[];
};

/** Null for a file that is no YAML: cloudflared refuses it before it looks at any rule. */
function documentOf(config: string): IngressDocument | null {
  try {
    return parse(config) as IngressDocument;
  } catch {
    return null;
  }
}

/** The host as it is written in the URL; `URL` would turn it into lower case and Punycode. */
const hostOf = (url: string): string => /^\w+:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';

describe('what the real cloudflared answers', () => {
  it.each(golden.cases)('validates $name alike', ({ config, accepted }) => {
    const document = documentOf(config);
    const issues = document === null ? null : validateIngress(document, 'yaml');
    expect(issues?.every((issue) => issue.severity === 'warning') ?? false).toBe(accepted);
  });

  it.each(golden.cases.filter((one) => one.matches.length > 0))('matches $name alike', ({ config, matches }) => {
    const document = parse(config) as IngressDocument;
    const ours = matches.map(({ url }) => matchIngress(document, hostOf(url), new URL(url).pathname));
    expect(ours).toEqual(matches.map(({ rule }) => rule));
  });
});
