import { afterEach, describe, expect, it } from 'vitest';
import { CloudflareIngress } from './cloudflare-ingress.ts';
import { failureOf } from './testing/failing.ts';
import { ACCOUNT_ID, TUNNEL_ID, no, ok, stubApi, type Reply } from './testing/stub-api.ts';

const PATH = `/accounts/${ACCOUNT_ID}/cfd_tunnel/${TUNNEL_ID}/configurations`;
const DOCUMENT = {
  ingress: [
    { hostname: 'app.example.com', service: 'http://127.0.0.1:3105', originRequest: { connectTimeout: 5 }, later: 1 },
    { hostname: '', service: 'http_status:404' },
  ],
  'warp-routing': { enabled: true },
  originRequest: { noTLSVerify: false },
  unheardOf: ['kept'],
};
let stop: (() => void) | undefined;
afterEach(() => stop?.());

const ingressOver = async (...script: Reply[]) => {
  const stub = await stubApi(script);
  stop = stub.stop;
  return { ...stub, ingress: new CloudflareIngress(stub.api, { accountId: ACCOUNT_ID, tunnelId: TUNNEL_ID }) };
};

const configuration = (change: object = {}): Reply =>
  ok({ tunnel_id: TUNNEL_ID, version: 7, config: DOCUMENT, source: 'cloudflare', ...change });

describe('CloudflareIngress.read', () => {
  it('gives the whole configuration, with the keys that nobody knows', async () => {
    const { ingress, seen } = await ingressOver(configuration());
    expect(await ingress.read()).toEqual({ document: DOCUMENT, version: 7 });
    expect(seen).toMatchObject([{ method: 'GET', path: PATH }]);
  });

  it('tells a tunnel that a local file manages', async () => {
    const { ingress } = await ingressOver(configuration({ source: 'local' }));
    await expect(ingress.read()).rejects.toMatchObject({ code: 'ingress-local' });
  });

  it.each([
    [{ config: null, version: 0 }, 0],
    [{ config: null, version: undefined }, 0],
    [{ config: {}, version: 3 }, 3],
    [{ config: { ingress: null }, version: 3 }, 3],
  ])('reads %j as no rules', async (change, version) => {
    const { ingress } = await ingressOver(configuration(change));
    expect(await ingress.read()).toMatchObject({ document: { ingress: [] }, version });
  });

  it.each([
    [{ config: { ingress: 'none' } }],
    [{ config: { ingress: [{ hostname: 'app.example.com' }] } }],
    [{ config: { ingress: [null] } }],
    [{ version: '7' }],
    [{ version: undefined }],
  ])('does not guess what %j means', async (change) => {
    const { ingress } = await ingressOver(configuration(change));
    expect(await failureOf(ingress.read())).toMatchObject({ code: 'cloudflare-unavailable', outcome: 'none' });
  });
});

describe('CloudflareIngress.replace', () => {
  it('sends the whole document and gives the version that it got', async () => {
    const { ingress, seen } = await ingressOver(configuration({ version: 9 }));
    expect(await ingress.replace(DOCUMENT)).toEqual({ version: 9 });
    expect(seen).toMatchObject([{ method: 'PUT', path: PATH }]);
    expect(seen[0]?.body).toEqual({ config: DOCUMENT });
  });

  it('names a configuration that Cloudflare does not accept, with the reason', async () => {
    const message = 'Bad Configuration: Validation failed: The last ingress rule must match all URLs';
    const { ingress, seen } = await ingressOver(no(400, 1056, message));
    const failure = await failureOf(ingress.replace(DOCUMENT));
    expect(failure).toMatchObject({ code: 'ingress-invalid', kind: 'invalid', outcome: 'none' });
    expect(failure.message).toContain('The last ingress rule must match all URLs');
    expect(seen).toHaveLength(1);
  });

  it('cannot tell what became of a write whose answer has no version', async () => {
    const { ingress } = await ingressOver(configuration({ version: undefined }));
    expect(await failureOf(ingress.replace(DOCUMENT))).toMatchObject({ outcome: 'unknown' });
  });

  it('points to the configured ids when Cloudflare does not know the tunnel', async () => {
    const { ingress } = await ingressOver(no(404, 7003, 'Could not route.'));
    expect((await failureOf(ingress.replace(DOCUMENT))).advice).toContain('cloudflare.tunnelId');
  });
});

describe('CloudflareIngress', () => {
  it.each([[{ accountId: '', tunnelId: TUNNEL_ID }], [{ accountId: ACCOUNT_ID, tunnelId: '' }]])(
    'is not made for %j',
    async (tunnel) => {
      const { api } = await ingressOver(configuration());
      expect(() => new CloudflareIngress(api, tunnel)).toThrow(TypeError);
    },
  );
});
