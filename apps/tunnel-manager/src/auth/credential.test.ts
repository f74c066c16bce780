import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../config/configuration-error.ts';
import { authenticate, callerOf, credentialOf } from './credential.ts';
import { credentialsOf } from './credentials.ts';
import { mintToken, tokenSha256 } from './token.ts';

const admin = credentialOf(tokenSha256('tm_admin'), undefined);
const demo = credentialOf(tokenSha256('tm_demo'), 'demo');

describe('a credential', () => {
  it('is found by the token in the Authorization header', () => {
    expect(authenticate('Bearer tm_admin', [admin, demo])).toBe(admin);
    expect(authenticate('bearer tm_demo', [admin, demo])).toBe(demo);
  });

  it.each([
    undefined,
    '',
    'tm_admin',
    'Basic tm_admin',
    'Bearer',
    'Bearer tm_admi',
    'Bearer tm_admin x',
    `Bearer ${'a'.repeat(600)}`,
  ])('is not found by %j', (header) => {
    expect(authenticate(header, [admin, demo])).toBeNull();
  });

  it('makes the caller, named after the token without giving it away', () => {
    expect(callerOf(demo, 'r1')).toEqual({
      role: 'project',
      project: 'demo',
      actor: `demo:${demo.sha256.slice(0, 8)}`,
      requestId: 'r1',
    });
    expect(callerOf(admin, 'r1')).toMatchObject({ role: 'admin' });
  });
});

describe('the credentials of a configuration', () => {
  it('come from references and from hashes', () => {
    const tokens = [
      { token: 'env:ADMIN', role: 'admin' as const },
      { sha256: demo.sha256, project: 'demo' },
    ];
    expect(credentialsOf(tokens, { ADMIN: 'tm_admin' })).toEqual([admin, demo]);
  });

  it('are refused when a secret is missing', () => {
    expect(() => credentialsOf([{ token: 'env:NOWHERE', role: 'admin' }], {})).toThrow(
      /auth\.tokens\.0\.token: .*NOWHERE/,
    );
  });

  it('are refused when one token stands for two callers', () => {
    const tokens = [
      { sha256: demo.sha256, project: 'demo' },
      { sha256: demo.sha256, role: 'admin' as const },
    ];
    expect(() => credentialsOf(tokens, {})).toThrow(ConfigurationError);
  });
});

describe('a new token', () => {
  it('holds 256 random bits behind a prefix', () => {
    expect(mintToken()).toMatch(/^tm_[A-Za-z0-9_-]{43}$/);
    expect(mintToken()).not.toBe(mintToken());
  });
});
