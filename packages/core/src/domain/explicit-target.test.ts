import { describe, expect, it } from 'vitest';
import { parseExplicitTarget } from './explicit-target.ts';

describe('parseExplicitTarget', () => {
  it.each([
    ['http://192.0.2.10:8080', 'http://192.0.2.10:8080', 8080, false],
    ['https://service.example', 'https://service.example', 443, false],
    ['http://LOCALHOST:3000', 'http://localhost:3000', 3000, true],
    ['http://[::1]:3000/', 'http://[::1]:3000', 3000, true],
    ['http://0x7f.1:3000', 'http://127.0.0.1:3000', 3000, true],
  ])('reads %s as %s', (text, origin, port, isThisHost) => {
    expect(parseExplicitTarget(text)).toEqual({ ok: true, value: { origin, port, isThisHost } });
  });

  it.each([
    '192.0.2.10:8080',
    'tcp://192.0.2.10:22',
    'http://192.0.2.10:8080/path',
    'http://user@192.0.2.10',
    'http://192.0.2.10?x',
    'http://192.0.2.10:99999',
    'http://',
    'http_status:200',
    'unix:/run/x.sock',
  ])('refuses %s, which is not scheme, host and port', (text) => {
    expect(parseExplicitTarget(text)).toMatchObject({ ok: false, refusal: { code: 'origin-not-allowed' } });
  });

  it.each([
    'http://169.254.169.254',
    'http://0xA9FEA9FE',
    'http://2852039166',
    'http://[::ffff:169.254.169.254]',
    'http://[fe80::1]',
    'http://[fd00:ec2::254]',
    'http://100.100.100.200',
    'http://metadata.google.internal',
    'http://metadata.google.internal.',
    'http://0.0.0.0:80',
  ])('refuses %s, where a machine hands out its own credentials', (text) => {
    expect(parseExplicitTarget(text)).toMatchObject({ ok: false, refusal: { code: 'origin-not-allowed' } });
  });
});
