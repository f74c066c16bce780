import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fakeTerminal } from '../../testing/fake-terminal.ts';
import { run } from '../program.ts';

const directory = mkdtempSync(join(tmpdir(), 'ingress-check-'));
afterAll(() => rmSync(directory, { recursive: true }));

const RULES = `
tunnel: 11111111-1111-4111-8111-111111111111
ingress:
  - hostname: app.example.com
    path: ^/api
    service: http://127.0.0.1:3105
  - hostname: "*.example.com"
    service: http://127.0.0.1:3106
  - service: http_status:404
`;

async function check(text: string, ...options: readonly string[]) {
  const file = join(directory, 'config.yml');
  writeFileSync(file, text);
  const { terminal, written } = fakeTerminal();
  return { code: await run(['ingress', 'check', file, ...options], terminal), ...written };
}

describe('ingress check', () => {
  it('accepts what cloudflared accepts, and tells the rule and the service of each URL', async () => {
    const urls = ['https://app.example.com/api/v1', 'https://APP.example.com/', 'https://example.org'];
    const { code, out } = await check(RULES, '--json', ...urls.flatMap((url) => ['--url', url]));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      accepted: true,
      issues: [],
      matches: [
        { url: urls[0], rule: 0, service: 'http://127.0.0.1:3105' },
        { url: urls[1], rule: 1, service: 'http://127.0.0.1:3106' },
        { url: urls[2], rule: 2, service: 'http_status:404' },
      ],
    });
  });

  it('exits with 1 where cloudflared would not start, and says why', async () => {
    const broken = RULES.replace('  - service: http_status:404\n', '');
    const told = await check(broken);
    expect(told).toMatchObject({ code: 1, err: '' });
    expect(told.out).toMatch(/does not accept .*\n {2}error {4}The last ingress rule must match all URLs/);
    const { code, out } = await check(broken, '--json');
    expect([code, JSON.parse(out)]).toMatchObject([
      1,
      { accepted: false, issues: [{ severity: 'error', code: 'no-catch-all', rule: 1 }], matches: [] },
    ]);
  });

  it('exits with 1 for what is not YAML', async () => {
    const { code, out } = await check('ingress: [', '--json');
    expect([code, JSON.parse(out)]).toMatchObject([1, { accepted: false, issues: [{ severity: 'error' }] }]);
  });

  it('warns of what cloudflared overlooks, and accepts it', async () => {
    const { code, out } = await check(
      RULES.replace(
        '- service: http_s',
        '- hostname: app.example.com\n    path: ^/api\n    service: http://127.0.0.1:1\n  - service: http_s',
      ),
    );
    expect(code).toBe(0);
    expect(out).toMatch(/warning {2}Rule #3 is never used/);
  });

  it('shows the matches to people', async () => {
    const { out } = await check(RULES, '--url', 'https://app.example.com/api');
    expect(out).toContain('https://app.example.com/api -> http://127.0.0.1:3105 (rule #1)');
  });

  it('exits with 2 for a file that is not there, and for a URL that is none', async () => {
    const { terminal, written } = fakeTerminal();
    expect(await run(['ingress', 'check', join(directory, 'nowhere.yml')], terminal)).toBe(2);
    expect(written.err).toMatch(/nowhere\.yml cannot be read \(ENOENT\)/);
    expect(await check(RULES, '--url', 'app.example.com')).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--url takes an address/),
    });
  });
});
