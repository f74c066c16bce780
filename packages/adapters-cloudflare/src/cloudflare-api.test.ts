import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { RefusedBaseUrl } from './base-url.ts';
import { CloudflareApi } from './cloudflare-api.ts';
import { CloudflareDns } from './cloudflare-dns.ts';
import { ACCOUNT_ID, TOKEN, accessTo, ok, stubApi, zone } from './testing/stub-api.ts';

let stop: (() => void) | undefined;
afterEach(() => {
  stop?.();
  vi.unstubAllEnvs();
});

describe('CloudflareApi', () => {
  it.each([
    'https://api.cloudflare.com/client/v4',
    'http://127.0.0.1:8080/client/v4/',
    'http://localhost:8080',
    'http://[::1]:1',
  ])('accepts %s', (baseUrl) => {
    expect(() => new CloudflareApi(accessTo(baseUrl))).not.toThrow();
  });

  it.each([
    'http://api.cloudflare.com/client/v4',
    'http://127.0.0.1.example.com/',
    'http://localhost.example.com/',
    'ftp://127.0.0.1/',
    'https://user:pass@example.com/',
    'api.cloudflare.com',
    '',
  ])('refuses to send the token to "%s"', (baseUrl) => {
    expect(() => new CloudflareApi(accessTo(baseUrl))).toThrow(RefusedBaseUrl);
  });

  it.each(['', 'two words', `${TOKEN}\n`, 'töken'])('refuses the token %j without showing it', (token) => {
    const make = () => new CloudflareApi(accessTo('https://api.example.com', { apiToken: { reveal: () => token } }));
    expect(make).toThrow(TypeError);
    expect(make).toThrow(/^(?!.*(words|invented|töken))/s);
  });

  it('sends the given token to the given address, whatever the environment says', async () => {
    vi.stubEnv('CLOUDFLARE_BASE_URL', 'https://elsewhere.example.com');
    vi.stubEnv('CLOUDFLARE_API_TOKEN', 'another');
    vi.stubEnv('CLOUDFLARE_API_KEY', 'another');
    vi.stubEnv('CLOUDFLARE_EMAIL', 'somebody@example.com');
    const stub = await stubApi([ok([zone(1)])]);
    stop = stub.stop;
    expect(await new CloudflareDns(stub.api, { accountId: ACCOUNT_ID }).zones()).toHaveLength(1);
    expect(stub.seen[0]?.headers).toMatchObject({ authorization: `Bearer ${TOKEN}` });
    expect(stub.seen[0]?.headers).not.toHaveProperty('x-auth-key');
    expect(stub.seen[0]?.headers).not.toHaveProperty('x-auth-email');
  });

  it('costs a program that never calls Cloudflare nothing: the SDK is loaded at the first call', () => {
    const watch = `
      import { registerHooks } from 'node:module';
      const loaded = [];
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context); } });
      await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
      console.log(JSON.stringify(loaded));`;
    const node = ['--conditions=tunnel-manager-source', '--input-type=module', '--eval', watch];
    const loaded = JSON.parse(execFileSync(process.execPath, node, { encoding: 'utf8' })) as string[];
    expect(loaded.filter((url) => url.endsWith('/request-budget.ts'))).toHaveLength(1);
    expect(loaded.filter((url) => url.includes('node_modules/cloudflare/'))).toEqual([]);
  });
});
