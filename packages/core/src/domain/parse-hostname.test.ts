import { describe, expect, it } from 'vitest';
import type { Domain } from './domain.ts';
import { parseHostname } from './parse-hostname.ts';

const zone = (domain: string, change: Partial<Domain> = {}): Domain => ({
  domain,
  zoneId: `zone-${domain}`,
  status: 'active',
  discoveredAt: 0,
  lastSeenAt: 0,
  removedAt: null,
  ...change,
});

const zones = [
  zone('example.com'),
  zone('dev.example.com'),
  zone('example.co.uk.test'),
  zone('gone.example', { removedAt: 1 }),
];

const parse = (subdomain: string, domain?: string) => parseHostname({ subdomain, domain }, zones, 'example.com');

describe('parseHostname', () => {
  it.each([
    ['app', undefined, 'app.example.com', 'example.com'],
    ['APP', undefined, 'app.example.com', 'example.com'],
    ['a.b', undefined, 'a.b.example.com', 'example.com'],
    ['app.dev', undefined, 'app.dev.example.com', 'dev.example.com'],
    ['app', 'dev.example.com', 'app.dev.example.com', 'dev.example.com'],
    ['app', 'example.co.uk.test', 'app.example.co.uk.test', 'example.co.uk.test'],
    ['app.dev.example.com', undefined, 'app.dev.example.com', 'dev.example.com'],
    ['bücher', undefined, 'xn--bcher-kva.example.com', 'example.com'],
    ['*', undefined, '*.example.com', 'example.com'],
    ['@', undefined, 'example.com', 'example.com'],
  ])('reads %j in %j as %s of the longest known zone', (subdomain, domain, hostname, zoneName) => {
    expect(parse(subdomain, domain)).toMatchObject({ ok: true, value: { hostname, zone: { domain: zoneName } } });
  });

  it('leaves what is left of the zone as the subdomain', () => {
    expect(parse('app', 'dev.example.com')).toMatchObject({ value: { subdomain: 'app' } });
    expect(parse('@', 'dev.example.com')).toMatchObject({ value: { subdomain: '@', adminOnly: true } });
  });

  it.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    '-a',
    'a-',
    'a_b',
    'a b',
    'a/b',
    'a:1',
    'a@b',
    'a%2eb',
    '*a',
    'a*',
    '*.*',
    '\u0000',
    'ａ。',
    'xn--',
    'a'.repeat(64),
  ])('refuses %j', (subdomain) => {
    expect(parse(subdomain)).toMatchObject({ ok: false, refusal: { code: 'invalid-subdomain' } });
  });

  it('knows no zone that has vanished from the account', () => {
    expect(parse('app', 'gone.example')).toMatchObject({ ok: false, refusal: { code: 'unknown-domain' } });
  });

  it('refuses names that are longer than DNS allows', () => {
    const long = Array.from({ length: 5 }, () => 'a'.repeat(60)).join('.');
    expect(parse(long)).toMatchObject({ ok: false, refusal: { code: 'invalid-subdomain' } });
  });

  it('asks for a domain when there is no default', () => {
    expect(parseHostname({ subdomain: 'app' }, zones, null)).toMatchObject({
      ok: false,
      refusal: { code: 'unknown-domain' },
    });
  });
});
