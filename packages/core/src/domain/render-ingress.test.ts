import { describe, expect, it } from 'vitest';
import { aHostname } from '../testing/index.ts';
import type { IngressRule } from './ingress.ts';
import { renderIngress } from './render-ingress.ts';

const catchAll: IngressRule = { hostname: '', service: 'http_status:404' };
const fresh = new Set(['row-1']);

const hosts = (rules: readonly IngressRule[]): readonly string[] =>
  rules.map(({ hostname, path }) => `${hostname ?? ''}${path ?? ''}`);

describe('renderIngress', () => {
  it('puts an exact name before wildcards and before rules for every name', () => {
    const foreign = [
      { hostname: 'hand.example.org', service: 'http://127.0.0.1:1' },
      { path: '/healthz', service: 'http://127.0.0.1:2' },
      { hostname: '*.example.com', service: 'http://127.0.0.1:3' },
      catchAll,
    ];
    const { document } = renderIngress([aHostname()], { ingress: foreign }, fresh);
    expect(hosts(document.ingress)).toEqual(['hand.example.org', 'app.example.com', '/healthz', '*.example.com', '']);
  });

  it('puts an own wildcard after narrower foreign ones and before those that cover it', () => {
    const own = aHostname({ hostname: '*.apps.example.com', state: 'active', recordId: 'r' });
    const foreign = [
      { hostname: '*.deep.apps.example.com', service: 'http://127.0.0.1:1' },
      { hostname: '*.example.com', service: 'http://127.0.0.1:2' },
      catchAll,
    ];
    const { document } = renderIngress([own], { ingress: foreign }, fresh);
    expect(hosts(document.ingress)).toEqual(['*.deep.apps.example.com', '*.apps.example.com', '*.example.com', '']);
  });

  it('keeps foreign rules, their order and every other key of the document', () => {
    const found = {
      ingress: [
        { hostname: 'b.example.com', service: 'http://127.0.0.1:1', originRequest: { noTLSVerify: true } },
        { hostname: 'a.example.com', path: '^/x', service: 'http://127.0.0.1:2' },
        catchAll,
      ],
      'warp-routing': { enabled: true },
    };
    const { document } = renderIngress([aHostname()], found, fresh);
    expect(document['warp-routing']).toEqual({ enabled: true });
    expect(document.ingress.filter(({ hostname }) => hostname !== 'app.example.com')).toEqual(found.ingress);
  });

  it('writes no TLS exemption nor anything else that nobody asked for', () => {
    const { document } = renderIngress([aHostname()], { ingress: [] }, fresh);
    expect(document.ingress).toEqual([{ hostname: 'app.example.com', service: 'http://127.0.0.1:3000' }, catchAll]);
  });

  it('keeps what an operator added to a rule of ours', () => {
    const rule = { hostname: 'app.example.com', service: 'http://127.0.0.1:1', originRequest: { connectTimeout: 5 } };
    const row = aHostname({ state: 'active', recordId: 'r' });
    const { document } = renderIngress([row], { ingress: [rule, catchAll] }, new Set());
    expect(document.ingress[0]).toEqual({ ...rule, service: 'http://127.0.0.1:3000' });
  });

  it('finds nothing to change in what it has rendered', () => {
    const rows = [aHostname(), aHostname({ id: 'row-2', hostname: '*.example.com', recordId: 'r', state: 'active' })];
    const { document } = renderIngress(rows, { ingress: [catchAll] }, fresh);
    expect(renderIngress(rows, document, new Set())).toMatchObject({ changed: false, document });
  });

  it.each([
    ['the same name', { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' }],
    ['the same name in upper case', { hostname: 'APP.Example.com', service: 'http://127.0.0.1:9' }],
    ['the same name with a path', { hostname: 'app.example.com', path: '/api', service: 'http://127.0.0.1:9' }],
  ])('blocks a claim made just now when a rule has %s, and leaves that rule alone', (_what, rule) => {
    const { blocked, document, changed } = renderIngress([aHostname()], { ingress: [rule, catchAll] }, fresh);
    expect([...blocked]).toEqual(['app.example.com']);
    expect(document.ingress).toEqual([rule, catchAll]);
    expect(changed).toBe(false);
  });

  it('takes a rule that says what we would say for our own after a crash, and no other', () => {
    const ours = { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' };
    const theirs = { hostname: 'app.example.com', service: 'http://127.0.0.1:9' };
    expect([...renderIngress([aHostname()], { ingress: [ours, catchAll] }, new Set()).blocked]).toEqual([]);
    expect([...renderIngress([aHostname()], { ingress: [theirs, catchAll] }, new Set()).blocked]).toEqual([
      'app.example.com',
    ]);
  });

  it('drops the rule of a name that is being released only after its record is gone', () => {
    const rule = { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' };
    const releasing = aHostname({ state: 'releasing', recordId: 'r' });
    expect(renderIngress([releasing], { ingress: [rule, catchAll] }, new Set()).document.ingress).toEqual([
      rule,
      catchAll,
    ]);
    const unrecorded = aHostname({ state: 'releasing', recordId: null });
    expect(renderIngress([unrecorded], { ingress: [rule, catchAll] }, new Set()).document.ingress).toEqual([catchAll]);
  });
});
