import { describe, expect, it } from 'vitest';
import { matchIngress } from './ingress-matching.ts';
import type { IngressDocument } from './ingress.ts';

const DOCUMENT: IngressDocument = {
  ingress: [
    { hostname: 'app.example.com', path: '^/api', service: 'http://localhost:1' },
    { hostname: 'app.example.com', service: 'http://localhost:2' },
    { hostname: 'WWW.example.com', service: 'http://localhost:3' },
    { hostname: 'bücher.example.com', service: 'http://localhost:4' },
    { hostname: '*.example.org', service: 'http://localhost:5' },
    { service: 'http_status:404' },
  ],
};

describe('matchIngress', () => {
  it.each([
    ['app.example.com', '/api/v1', 0],
    ['app.example.com', '/v1/api', 1],
    ['app.example.com:8443', '/', 1],
    ['APP.example.com', '/', 5],
    ['www.example.com', '/', 2],
    ['WWW.example.com', '/', 2],
    ['xn--bcher-kva.example.com', '/', 3],
    ['a.example.org', '/', 4],
    ['a.b.example.org', '/', 4],
    ['example.org', '/', 5],
    ['[2001:db8::1]:80', '/', 5],
  ])('sends %s%s to rule %i', (host, path, rule) => {
    expect(matchIngress(DOCUMENT, host, path)).toBe(rule);
  });

  it.each(['*.EXAMPLE.org', 'A_b.example.org', '-A.example.org', 'Ab--c.example.org'])(
    'has no second form for the rule hostname %s',
    (hostname) => {
      const document = { ingress: [{ hostname, service: 'http://localhost:1' }, { service: 'http_status:404' }] };
      expect(matchIngress(document, hostname, '/')).toBe(0);
      expect(matchIngress(document, hostname.toLowerCase(), '/')).toBe(1);
    },
  );

  it('has no answer without any rule', () => {
    expect(matchIngress({ ingress: [] }, 'app.example.com', '/')).toBeNull();
  });
});
