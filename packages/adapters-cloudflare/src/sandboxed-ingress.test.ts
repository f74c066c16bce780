import { afterEach, describe, expect, it } from 'vitest';
import { failureOf } from './testing/failing.ts';
import { sandboxedAccount, type SandboxedAccount } from './testing/sandboxed-account.ts';

let account: SandboxedAccount;
afterEach(() => account.close());

const CATCH_ALL = { hostname: '', service: 'http_status:404' };
const OURS = { hostname: 'app.example.com', service: 'http://127.0.0.1:3105' };
const FOREIGN = { hostname: 'old.example.com', service: 'http://127.0.0.1:8080', originRequest: { connectTimeout: 5 } };

describe('CloudflareIngress at the stand-in for Cloudflare', () => {
  it('replaces what it has read without losing anything of it', async () => {
    account = await sandboxedAccount({ foreignRules: [FOREIGN], settings: { 'warp-routing': { enabled: true } } });
    const found = await account.ingress.read();
    expect(found).toMatchObject({ version: 1 });
    const document = { ...found.document, ingress: [OURS, ...found.document.ingress] };
    expect(await account.ingress.replace(document)).toEqual({ version: 2 });
    expect(await account.ingress.read()).toEqual({
      document: { ingress: [OURS, FOREIGN, CATCH_ALL], 'warp-routing': { enabled: true } },
      version: 2,
    });
  });

  it('shows by the version that somebody wrote in between', async () => {
    account = await sandboxedAccount();
    account.faults.add({ match: { method: 'GET', nth: 1 }, fault: { kind: 'version-jump' } });
    const found = await account.ingress.read();
    const { version } = await account.ingress.replace(found.document);
    expect(version).toBe(found.version + 2);
  });

  it('changes nothing when the configuration is not accepted', async () => {
    account = await sandboxedAccount();
    const failure = await failureOf(account.ingress.replace({ ingress: [OURS] }));
    expect(failure).toMatchObject({ code: 'ingress-invalid', kind: 'invalid', outcome: 'none' });
    expect(failure.message).toContain('Bad Configuration');
    expect((await account.ingress.read()).version).toBe(1);
  });

  it('tells a tunnel that a local file manages', async () => {
    account = await sandboxedAccount({ tunnelSource: 'local' });
    await expect(account.ingress.read()).rejects.toMatchObject({ code: 'ingress-local' });
  });

  it('names the permission that is missing', async () => {
    account = await sandboxedAccount({ permissions: ['zone:read', 'dns:edit', 'tunnel:read'] });
    const { document } = await account.ingress.read();
    const failure = await failureOf(account.ingress.replace(document));
    expect(failure).toMatchObject({ code: 'cloudflare-auth', outcome: 'none' });
    expect(failure.advice).toContain('"Account:Cloudflare Tunnel:Edit"');
  });
});
