import { describe, expect, it } from 'vitest';
import { toAsciiHostname } from './idna.ts';

describe('toAsciiHostname', () => {
  it.each([
    ['app.example.com', 'app.example.com'],
    ['APP.Example.COM', 'app.example.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example', 'xn--bcher-kva.example'],
    ['faß.example', 'xn--fa-hia.example'],
    ['日本。example', 'xn--wgv71a.example'],
    ['_dmarc.example.com', '_dmarc.example.com'],
    ['*.example.com', '*.example.com'],
  ])('turns %s into %s', (text, ascii) => {
    expect(toAsciiHostname(text)).toBe(ascii);
  });

  it.each([
    '',
    'app example.com',
    'app\t.example.com',
    'app.example.com:80',
    'user@example.com',
    'app.example.com/path',
    'app%2eexample.com',
    '127.0.0.1',
    '0x7f.1',
    '２１３０７０６４３３',
    '[::1]',
    'xn--\u{10ffff}.example',
    'a／b.example',
  ])('refuses %j', (text) => {
    expect(toAsciiHostname(text)).toBeNull();
  });
});
