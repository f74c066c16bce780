import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveSecret, SecretUnavailable } from './resolve-secret.ts';
import { Secret } from './secret.ts';

const VALUE = 'correct horse battery staple';
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tunnel-manager-secret-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const file = (text: string, name = 'token'): string => {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
};

describe('resolveSecret', () => {
  it('reads an environment variable', () => {
    expect(resolveSecret('env:TOKEN', { TOKEN: VALUE }).reveal()).toBe(VALUE);
  });

  it.each(['', '\n', '\r\n'])('reads a file without the newline at its end (%j)', (ending) => {
    expect(resolveSecret(`file:${file(VALUE + ending)}`, {}).reveal()).toBe(VALUE);
  });

  it('reads a systemd credential', () => {
    file(`${VALUE}\n`, 'cloudflare');
    const environment = { CREDENTIALS_DIRECTORY: directory };
    expect(resolveSecret('credential:cloudflare', environment).reveal()).toBe(VALUE);
  });

  it('takes a text that is written out only when the caller allows it', () => {
    expect(resolveSecret(VALUE, {}, { allowLiteral: true }).reveal()).toBe(VALUE);
    expect(() => resolveSecret(VALUE, {})).toThrow(SecretUnavailable);
  });

  it('does not repeat a text that was written out', () => {
    expect(() => resolveSecret(VALUE, {})).toThrow(/^(?!.*staple)/s);
  });

  it.each([
    ['env:TOKEN', {}, 'set the environment variable TOKEN'],
    ['env:TOKEN', { TOKEN: '' }, '"env:TOKEN" is empty'],
    ['env:', {}, 'names nothing'],
    ['file:/nowhere/token', {}, '"file:/nowhere/token" cannot be read from /nowhere/token (ENOENT)'],
    ['file:/', {}, 'EISDIR'],
    ['credential:cloudflare', {}, 'LoadCredential=cloudflare:PATH'],
    ['credential:../token', { CREDENTIALS_DIRECTORY: '/nowhere' }, 'not a path'],
    ['credential:..', { CREDENTIALS_DIRECTORY: '/nowhere' }, 'not a path'],
    ['', {}, 'env:NAME'],
  ])('says what is wrong with %j in %j', (reference, environment, message) => {
    expect(() => resolveSecret(reference, environment)).toThrow(SecretUnavailable);
    expect(() => resolveSecret(reference, environment)).toThrow(message);
  });

  it('refuses an empty file', () => {
    expect(() => resolveSecret(`file:${file('\n')}`, {})).toThrow('is empty');
  });
});

describe('Secret', () => {
  it.each([
    ['text', (secret: Secret) => `Bearer ${String(secret)}`],
    ['JSON', (secret: Secret) => JSON.stringify({ secret })],
    ['inspect', (secret: Secret) => inspect({ secret }, { showHidden: true })],
    ['console formatting', (secret: Secret) => format('%s %o %j', secret, secret, secret)],
  ])('stays hidden in %s', (_where, print) => {
    expect(print(new Secret(VALUE))).toContain('[secret]');
    expect(print(new Secret(VALUE))).not.toContain('staple');
  });
});
