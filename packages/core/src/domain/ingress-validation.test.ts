import { describe, expect, it } from 'vitest';
import { validateIngress } from './ingress-validation.ts';
import type { IngressDocument, IngressRule } from './ingress.ts';

const CATCH_ALL: IngressRule = { service: 'http_status:404' };

/** A configuration with one sound rule, which each test changes in one point. */
const documentWith = (change: Partial<IngressRule>, top: object = {}): IngressDocument => ({
  ingress: [{ hostname: 'app.example.com', service: 'http://localhost:3000', ...change }, CATCH_ALL],
  ...top,
});

const withTimeout = (connectTimeout: unknown): IngressDocument => documentWith({ originRequest: { connectTimeout } });

const codes = (document: IngressDocument, format: 'json' | 'yaml' = 'json'): readonly string[] =>
  validateIngress(document, format).map(({ severity, code, rule }) => `${severity} ${code} ${rule ?? '-'}`);

describe('validateIngress', () => {
  it('has nothing to say about a sound configuration', () => {
    expect(codes(documentWith({}))).toEqual([]);
  });

  it.each<[string, Partial<IngressRule>]>([
    ['hostname-with-port', { hostname: 'app.example.com:443' }],
    ['bad-wildcard', { hostname: 'a.*.example.com' }],
    ['early-catch-all', { hostname: '*' }],
    ['bad-service', { service: 'localhost:80' }],
    ['bad-service', { service: 'http://localhost:80/' }],
    ['bad-service', { service: 'http_status:99' }],
    ['bad-service', { service: 'http://[::1' }],
    ['bad-service', { service: 'http://local%20host' }],
    ['bad-path', { path: '(?=a)' }],
    ['wrong-type', { originRequest: { connectTimeout: 2.5 } }],
    ['wrong-type', { originRequest: { connectTimeout: '5s' } }],
    ['wrong-type', { originRequest: { noTLSVerify: 'yes' } }],
    ['access-without-team', { originRequest: { access: { required: true, audTag: ['x'] } } }],
  ])('refuses with %s: %j', (code, change) => {
    expect(codes(documentWith(change))).toEqual([`error ${code} 0`]);
  });

  it('refuses a last rule that is limited by a path', () => {
    expect(codes({ ingress: [{ ...CATCH_ALL, path: '/a' }] })).toEqual(['error no-catch-all 0']);
  });

  it.each([null, {}, { ingress: [] }])('refuses %j for having no rules', (document) => {
    expect(codes(document as unknown as IngressDocument)).toEqual(['error no-rules -']);
  });

  it('takes Go durations in a file and refuses whole seconds there', () => {
    expect(codes(withTimeout('1m30.5s'), 'yaml')).toEqual([]);
    expect(codes(withTimeout(5), 'yaml')).toEqual(['error wrong-type 0']);
    expect(codes(withTimeout(5), 'json')).toEqual([]);
  });

  it('does not read the service in bastion mode, wherever that is set', () => {
    expect(codes(documentWith({ service: '', originRequest: { bastionMode: true } }))).toEqual([]);
    expect(codes(documentWith({ service: '' }, { originRequest: { bastionMode: true } }))).toEqual([]);
  });

  it.each<[string, Partial<IngressRule>]>([
    ['unknown-scheme', { service: 'foo://bar:1' }],
    ['port-out-of-range', { service: 'http://localhost:99999' }],
    ['port-out-of-range', { service: 'http://localhost:0' }],
    ['hostname-not-canonical', { hostname: 'App.example.com' }],
    ['hostname-not-canonical', { hostname: '*.bücher.example' }],
    ['bad-hostname', { hostname: 'a_b.example.com' }],
    ['bad-hostname', { hostname: 'a b.example.com' }],
    ['bad-hostname', { hostname: '*foo.example.com' }],
    ['unknown-key', { owner: 'me' }],
    ['unknown-key', { originRequest: { conectTimeout: 5 } }],
    ['no-tls-verify', { originRequest: { noTLSVerify: true } }],
  ])('warns with %s: %j', (code, change) => {
    expect(codes(documentWith(change))).toEqual([`warning ${code} 0`]);
  });

  it('warns about settings for all rules that do harm or nothing', () => {
    const top = { originRequest: { access: { required: true }, noTLSVerify: true } };
    expect(codes(documentWith({}, top))).toEqual(['warning access-ignored -', 'warning no-tls-verify -']);
  });

  it.each<[string, IngressRule]>([
    ['duplicate', { hostname: 'app.example.com', service: 'http://localhost:1' }],
    ['duplicate', { hostname: 'APP.example.com', service: 'http://localhost:1', path: '/x' }],
    ['shadowed', { hostname: 'a.b.example.org', service: 'http://localhost:1' }],
    ['shadowed', { hostname: '*.b.example.org', service: 'http://localhost:1' }],
    ['shadowed', { hostname: 'www.example.net', service: 'http://localhost:1', path: '^/health$' }],
  ])('warns about a rule that is never used: %s', (code, rule) => {
    const earlier = [
      { hostname: 'app.example.com', service: 'http://localhost:3000' },
      { hostname: '*.example.org', service: 'http://localhost:2' },
      { path: '^/health$', service: 'http_status:204' },
    ];
    expect(codes({ ingress: [...earlier, rule, CATCH_ALL] })).toContain(`warning ${code} 3`);
  });

  it('keeps quiet about a later rule that still gets requests', () => {
    const ingress = [
      { hostname: 'app.example.com', path: '/api', service: 'http://localhost:1' },
      { hostname: 'app.example.com', service: 'http://localhost:2' },
      { hostname: '*.example.com', service: 'http://localhost:3' },
      CATCH_ALL,
    ];
    expect(codes({ ingress })).toEqual([]);
  });
});
