import { createHash } from 'node:crypto';
import { ERROR_CATALOGUE, PortFailure, refusal, StoreUnavailable } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, DEMO_TOKEN, fakeFront, HOSTNAME, refusing, type FakeFront } from '../testing/fake-front.ts';
import { createApp } from './app.ts';
import { routes } from './routes.ts';

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly token?: string | null;
  readonly json?: unknown;
  readonly body?: string;
  readonly headers?: Record<string, string>;
}

async function ask(front: FakeFront, { method = 'GET', path = '/api/v1/status', token = DEMO_TOKEN, ...rest }: Asked) {
  const app = createApp(
    front,
    () => ({ port: 7600, allowedHosts: ['tunnel.example.com'] }),
    async () => new Response('mcp'),
  );
  const headers = new Headers({ host: '127.0.0.1:7600' });
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  if (rest.json !== undefined || rest.body !== undefined) headers.set('content-type', 'application/json');
  for (const [name, value] of Object.entries(rest.headers ?? {})) headers.set(name, value);
  const body = rest.body ?? (rest.json === undefined ? null : JSON.stringify(rest.json));
  const response = await app.request(`http://127.0.0.1:7600${path}`, { method, headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
}

const WISH = { subdomain: 'app', port: 3105 };

describe('the HTTP API', () => {
  it('answers a new hostname with 201 and a known one with 200', async () => {
    const created = await ask(fakeFront(), { method: 'POST', path: '/api/v1/hostnames', json: WISH });
    expect(created.status).toBe(201);
    expect(created.json()).toMatchObject({ hostname: 'app.example.com', created: true });

    const known = fakeFront({
      requestHostname: async () => ({ ok: true, value: { ...HOSTNAME, warnings: [], created: false, moved: false } }),
    });
    expect((await ask(known, { method: 'POST', path: '/api/v1/hostnames', json: WISH })).status).toBe(200);
  });

  it('answers a dry run with 200, since nothing was created', async () => {
    const json = { ...WISH, dryRun: true };
    expect((await ask(fakeFront(), { method: 'POST', path: '/api/v1/hostnames', json })).status).toBe(200);
  });

  it('takes the caller from the credential alone', async () => {
    const front = fakeFront();
    await ask(front, { method: 'POST', path: '/api/v1/hostnames', json: { ...WISH, project: 'other' } });
    expect(front.calls[0]).toMatchObject({
      caller: { role: 'project', project: 'demo' },
      args: [{ project: 'other' }],
    });
    for (const key of ['role', 'isAdmin', 'actor', 'caller']) {
      const answer = await ask(front, { method: 'POST', path: '/api/v1/hostnames', json: { ...WISH, [key]: 'admin' } });
      expect(answer.status).toBe(422);
    }
  });

  it('gives lists as items with a cursor, and hands limit and cursor on', async () => {
    const front = fakeFront();
    const answer = await ask(front, { path: '/api/v1/hostnames?limit=500&cursor=abc&state=active' });
    expect(answer.json()).toEqual({ items: [HOSTNAME], nextCursor: 'more' });
    expect(front.calls[0]?.args).toEqual([{ state: 'active' }, { limit: 500, cursor: 'abc' }]);
  });

  it('releases by name, with dryRun as a query parameter', async () => {
    const front = fakeFront();
    const answer = await ask(front, { method: 'DELETE', path: '/api/v1/hostnames/app.example.com?dryRun=true' });
    expect(answer.json()).toMatchObject({ hostname: 'app.example.com', deleted: true });
    expect(front.calls[0]?.args).toEqual([{ hostname: 'app.example.com', dryRun: true }]);
  });

  it('reads the times of an audit query as ISO 8601', async () => {
    const front = fakeFront();
    await ask(front, { token: ADMIN_TOKEN, path: '/api/v1/audit?from=2026-01-01T00:00:00Z&outcome=refused' });
    expect(front.calls[0]?.args[0]).toEqual({ from: Date.UTC(2026, 0, 1), outcome: 'refused' });
  });

  it('adds version and vm to the status', async () => {
    expect((await ask(fakeFront(), {})).json()).toMatchObject({ status: 'up', vm: 'vm-1', version: '0.1.0' });
  });

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s needs a credential',
    async (_name, route) => {
      const front = fakeFront();
      const path = route.path.replace('{hostname}', 'app.example.com');
      for (const token of [null, 'tm_wrong']) {
        const answer = await ask(front, { method: route.method, path, token });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /);
        expect(answer.json().error.code).toBe('unauthenticated');
      }
      expect(front.calls).toEqual([]);
    },
  );
});

describe('a malformed request', () => {
  it.each([
    ['an unknown key', { json: { ...WISH, prot: 1 } }, 422, /"prot" is not a known field/],
    ['a wrong type', { json: { ...WISH, port: '3105' } }, 422, /"port"/],
    ['a port out of range', { json: { ...WISH, port: 70_000 } }, 422, /"port"/],
    ['an expiry of nothing', { json: { ...WISH, expiresInSeconds: 0 } }, 422, /"expiresInSeconds"/],
    ['an expiry beyond ten years', { json: { ...WISH, expiresInSeconds: 315_360_001 } }, 422, /"expiresInSeconds"/],
    ['a control character', { json: { ...WISH, container: 'a\u0000b' } }, 422, /"container"/],
    ['an unpaired surrogate', { body: '{"subdomain":"\\ud800","port":1}' }, 422, /"subdomain"/],
    ['broken JSON', { body: '{' }, 422, /not valid JSON/],
    ['no object', { json: [1] }, 422, /malformed/],
    ['a form', { body: 'a=b', headers: { 'content-type': 'text/plain' } }, 415, /not marked as JSON/],
    ['a large body', { body: JSON.stringify({ subdomain: 'a'.repeat(70_000) }) }, 413, /larger than 64 kB/],
  ])('with %s is refused as invalid-request', async (_name, asked, status, message) => {
    const front = fakeFront();
    const answer = await ask(front, { method: 'POST', path: '/api/v1/hostnames', ...asked });
    expect(answer.status).toBe(status);
    expect(answer.json().error).toMatchObject({ code: 'invalid-request', retryable: false });
    expect(answer.json().error.message).toMatch(message);
    expect(front.calls).toEqual([]);
  });

  it.each(['limit=501', 'limit=0', 'limit=x', 'limit=1&limit=2', 'colour=red', 'state=gone'])(
    'with the query %s is refused',
    async (query) => {
      expect((await ask(fakeFront(), { path: `/api/v1/hostnames?${query}` })).status).toBe(422);
    },
  );

  it('that would have changed something is audited', async () => {
    const front = fakeFront();
    await ask(front, { method: 'DELETE', path: '/api/v1/hostnames/app.example.com?force=yes' });
    expect(front.refusals).toMatchObject([
      { action: 'hostname.release', hostname: 'app.example.com', refusal: { code: 'invalid-request' } },
    ]);
  });

  it('is refused also when the refusal cannot be audited', async () => {
    const front = fakeFront({}, { recordRefusal: () => Promise.reject(new StoreUnavailable('disk full')) });
    expect((await ask(front, { method: 'POST', path: '/api/v1/hostnames', json: {} })).status).toBe(422);
    expect(front.logged.some(({ level }) => level === 'error')).toBe(true);
  });
});

describe('what goes wrong', () => {
  it.each(Object.entries(ERROR_CATALOGUE))('%s has its status', async (code, { status, retryable }) => {
    const front = fakeFront({ status: refusing(refusal(code as keyof typeof ERROR_CATALOGUE, 'No.', 'Do this.')) });
    const answer = await ask(front, {});
    expect(answer.status).toBe(status);
    expect(answer.json()).toEqual({ error: { code, message: 'No.', advice: 'Do this.', retryable } });
  });

  it('in the world gives its code, and when to try again', async () => {
    const failure = new PortFailure({
      operation: 'zones',
      code: 'rate-limited',
      message: 'The budget is used up.',
      advice: 'Wait.',
      outcome: 'none',
      retryAfterMs: 1500,
      cause: new Error('secret detail'),
    });
    const answer = await ask(fakeFront({ status: () => Promise.reject(failure) }), {});
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('2');
    expect(answer.text).not.toContain('secret detail');
  });

  it('unexpectedly is told as a request id, and to the log in full', async () => {
    const front = fakeFront({ status: () => Promise.reject(new Error('SELECT * FROM secrets')) });
    const answer = await ask(front, {});
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('SELECT');
    expect(answer.json().error.advice).toContain(answer.headers.get('x-request-id'));
    expect(front.logged.find(({ level }) => level === 'error')?.facts).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
    });
  });

  it('at an unknown address is 404, with the wrong method 405', async () => {
    const unknown = await ask(fakeFront(), { path: '/api/v1/nothing' });
    expect([unknown.status, unknown.json().error.code]).toEqual([404, 'invalid-request']);
    const wrong = await ask(fakeFront(), { method: 'PUT', path: '/api/v1/hostnames' });
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});

describe('the guards', () => {
  it.each([
    [{ host: 'evil.example.net' }, 403],
    [{ host: '127.0.0.1:9999' }, 403],
    [{ host: 'localhost:7600' }, 200],
    [{ host: '[::1]:7600' }, 200],
    [{ host: 'tunnel.example.com' }, 200],
    [{ host: 'TUNNEL.example.com:443' }, 200],
    [{ origin: 'https://evil.example.net' }, 403],
    [{ origin: 'null' }, 403],
    [{ origin: 'http://localhost:1234' }, 403],
    [{ origin: 'http://127.0.0.1:7600' }, 200],
    [{ origin: 'https://tunnel.example.com' }, 200],
  ])('answer %j with %i', async (headers, status) => {
    for (const path of ['/api/v1/status', '/healthz', '/mcp', '/']) {
      expect((await ask(fakeFront(), { path, headers })).status).toBe(status);
    }
  });

  it('never log a token', async () => {
    const front = fakeFront();
    await ask(front, { path: `/api/v1/status?token=${ADMIN_TOKEN}` });
    expect(JSON.stringify(front.logged)).not.toContain('tm_');
  });
});

describe('without a credential', () => {
  it('tells whether it lives and whether its database can be written', async () => {
    expect((await ask(fakeFront(), { path: '/healthz', token: null })).status).toBe(200);
    expect((await ask(fakeFront(), { path: '/readyz', token: null })).json()).toMatchObject({ status: 'ready' });
    const full = fakeFront({}, { ready: () => Promise.reject(new StoreUnavailable('disk full')) });
    const answer = await ask(full, { path: '/readyz', token: null });
    expect([answer.status, answer.json().error.code]).toEqual([503, 'storage-unavailable']);
  });

  it('describes every route in OpenAPI', async () => {
    const document = (await ask(fakeFront(), { path: '/openapi.json', token: null })).json();
    for (const { method, path } of routes) expect(document.paths[path][method.toLowerCase()]).toBeDefined();
    expect(document.paths['/api/v1/hostnames'].post.requestBody.content['application/json'].schema).toMatchObject({
      required: ['subdomain'],
      additionalProperties: false,
    });
  });

  it('shows a page that tells nothing about hostnames, under a strict policy', async () => {
    const page = await ask(fakeFront({}, { vm: '<script>' }), { path: '/', token: null });
    expect(page.text).toContain('tunnel-manager on &lt;script&gt;');
    expect(page.text).toContain('The tunnel is <strong>up</strong>.');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self'; style-src 'self' 'sha256-/);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const style = /<style>(.*)<\/style>/s.exec(page.text)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(page.headers.get('content-security-policy')).toContain(`'sha256-${hash}'`);
  });
});
