import type { IngressRule } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { editConfigText, MalformedConfig, readConfigText } from './config-text.ts';

const FILE = `# The tunnel of the house.
tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
credentials-file: /etc/cloudflared/cred.json # keep

x-defaults: &defaults
  noTLSVerify: true
ingress:
  # by hand, do not touch
  - hostname: hand.example.com # ours since 2020
    service: https://127.0.0.1:1
    originRequest: *defaults
  - hostname: app.example.com
    service: "http://127.0.0.1:3000" # the app
  # everything else
  - service: http_status:404
warp-routing:
  enabled: true
`;

const [hand, app, rest] = readConfigText(FILE).ingress as [IngressRule, IngressRule, IngressRule];

describe('editConfigText', () => {
  it('leaves a file as it is when nothing changes', () => {
    expect(editConfigText(FILE, [hand, app, rest])).toBe(FILE);
  });

  it('changes one rule and not a byte beside it', () => {
    const moved = { ...app, service: 'http://127.0.0.1:3001' };
    expect(editConfigText(FILE, [hand, moved, rest])).toBe(FILE.replace('127.0.0.1:3000', '127.0.0.1:3001'));
  });

  it('adds a rule between two others', () => {
    const added = { hostname: 'new.example.com', service: 'http://127.0.0.1:3002' };
    expect(editConfigText(FILE, [hand, app, added, rest])).toBe(
      FILE.replace(
        '  # everything else\n',
        '  - hostname: new.example.com\n    service: http://127.0.0.1:3002\n  # everything else\n',
      ),
    );
  });

  it('takes a rule away and keeps the comments around it', () => {
    const result = editConfigText(FILE, [hand, rest]);
    expect(result).not.toContain('app.example.com');
    for (const comment of [
      '# The tunnel of the house.',
      '# keep',
      '# by hand, do not touch',
      '# ours since 2020',
      '# everything else',
    ]) {
      expect(result).toContain(comment);
    }
  });

  it('keeps the comment above the first rule with that rule when another comes before it', () => {
    const added = { hostname: 'aaa.example.com', service: 'http://127.0.0.1:3002' };
    const result = editConfigText(FILE, [added, hand, app, rest]);
    expect(result.indexOf('# by hand')).toBeGreaterThan(result.indexOf('aaa.example.com'));
    expect(result.indexOf('# by hand')).toBeLessThan(result.indexOf('hand.example.com'));
  });

  it('hands the comment above a rule that goes on to the next', () => {
    expect(editConfigText(FILE, [app, rest])).toContain('# by hand, do not touch');
  });

  it('keeps the comment above the next rule also where the library counts it to the one that goes', () => {
    const ours = '  - hostname: ours.example.com\n    service: http://127.0.0.1:1\n    # deeper\n';
    const text = FILE.replace('  # by hand', `${ours}  # by hand`);
    const result = editConfigText(text, [hand, app, rest]);
    expect(result).not.toContain('ours.example.com');
    expect(result.indexOf('# by hand')).toBeGreaterThan(0);
    expect(result.indexOf('# by hand')).toBeLessThan(result.indexOf('hand.example.com'));
  });

  it('keeps what a rule that goes had defined for others', () => {
    const text =
      'ingress:\n  - hostname: ours.example.com\n    service: http://127.0.0.1:1\n    originRequest: &o { connectTimeout: 5s }\n' +
      '  - hostname: hand.example.com\n    service: http://127.0.0.1:2\n    originRequest: *o\n  - service: http_status:404\n';
    const [, ...others] = readConfigText(text).ingress;
    expect(readConfigText(editConfigText(text, others)).ingress).toEqual(others);
  });

  it('copes with a thousand rules that share their defaults', () => {
    const shared = Array.from(
      { length: 1000 },
      (_, index) => `  - hostname: h${index}.example.com\n    service: http://127.0.0.1:1\n    originRequest: *d\n`,
    );
    const text = `d: &d { noTLSVerify: true }\ningress:\n${shared.join('')}  - service: http_status:404\n`;
    expect(readConfigText(text).ingress).toHaveLength(1001);
  });

  it('reads a number as text where cloudflared does', () => {
    expect(readConfigText('ingress:\n  - hostname: 123\n    service: http_status:404\n').ingress).toEqual([
      { hostname: '123', service: 'http_status:404' },
    ]);
  });

  it('makes the list when the file has none', () => {
    const text = 'tunnel: x # mine\n';
    const result = editConfigText(text, [rest]);
    expect(readConfigText(result)).toEqual({ tunnel: 'x', ingress: [rest] });
    expect(result).toContain('# mine');
  });

  it.each([
    ['Windows line ends', 'tunnel: x\r\ningress:\r\n  - service: http_status:404\r\n'],
    ['a list in flow style', 'tunnel: x\ningress: [{ service: "http_status:404" }]\n'],
    ['a list that is not indented', 'tunnel: x\ningress:\n- service: http_status:404\n'],
    ['no line end at the end', 'ingress:\n  - service: http_status:404'],
  ])('copes with %s', (_what, text) => {
    const added = { hostname: 'new.example.com', service: 'http://127.0.0.1:3002' };
    const result = editConfigText(text, [added, { service: 'http_status:404' }]);
    expect(readConfigText(result).ingress).toEqual([added, { service: 'http_status:404' }]);
    expect(result.includes('\r\n')).toBe(text.includes('\r\n'));
  });

  it.each([
    ['no YAML', 'ingress: ['],
    ['a list', '- a\n'],
    ['a text', 'hello'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['a key twice', 'tunnel: a\ntunnel: b\n'],
    ['rules that are no list', 'ingress: 7\n'],
    ['an anchor that does not exist', 'ingress: *nowhere\n'],
    ['aliases that unfold without end', bomb()],
  ])('refuses %s', (_what, text) => {
    expect(() => editConfigText(text, [rest])).toThrow(MalformedConfig);
  });

  it('takes away rules that repeat each other by an alias', () => {
    const rule = '  - &a\n    hostname: app.example.com\n    service: http://127.0.0.1:1\n  - *a\n';
    const text = `ingress:\n${rule}  - service: http_status:404\n`;
    expect(readConfigText(editConfigText(text, [rest])).ingress).toEqual([rest]);
  });
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level += 1) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(', ')}]`);
  }
  return `${lines.join('\n')}\ningress: []\n`;
}
