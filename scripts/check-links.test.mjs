import { describe, expect, it } from 'vitest';
import { brokenLinks } from './check-links.mjs';

const files = { 'docs/a.md': '# One\n\n## Two, three: `four`\n\n## One\n', 'docs/adr': '' };
const broken = (text) => brokenLinks('docs/page.md', text, (path) => files[path]);

describe('the check of links', () => {
  it.each([
    '[a](a.md)',
    '[folder](adr)',
    '[up and down](../docs/a.md)',
    '[heading](a.md#two-three-four)',
    '[repeated heading](a.md#one-1)',
    '# Here\n[own heading](#here)',
    '[outside](https://example.com/nothing)',
    'in code: `[a](absent.md)`',
    '```\n[a](absent.md)\n```',
  ])('accepts %j', (text) => {
    expect(broken(text)).toEqual([]);
  });

  it.each([
    ['[a](absent.md)', 'absent.md'],
    ['[a](a.md#absent)', 'a.md#absent'],
    ['[a](#absent)', '#absent'],
    ['![picture](absent.svg "title")', 'absent.svg'],
  ])('reports %j', (text, link) => {
    expect(broken(text)).toEqual([link]);
  });
});
