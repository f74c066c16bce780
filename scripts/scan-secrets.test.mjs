import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHeld } from './run-held.mjs';
import { findSecrets } from './scan-secrets.mjs';

// Derived at run time, so that this file holds nothing itself that looks like a secret.
const hex = createHash('sha256').update('invented').digest('hex');
const base64 = createHash('sha256').update('invented').digest('base64url');
const letters = (count) => `${base64}${hex}`.replaceAll(/[^A-Za-z0-9]/g, '').slice(0, count);

describe('the scan for secrets', () => {
  it.each([
    ['private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
    ['AWS access key', `AKIA${letters(16).toUpperCase()}`],
    ['GitHub token', `ghp_${letters(36)}`],
    ['token of ours', `tm_${base64}`],
    ['npm token', `npm_${letters(36)}`],
    ['JSON web token', `eyJ${letters(20)}.eyJ${letters(20)}.${letters(20)}`],
    ['tunnel token', Buffer.from(`{"a":"${hex}","t":"x","s":"${base64}"}`).toString('base64')],
    ['password in an address', ['postgres://app', `${letters(12)}@db.example/state`].join(':')],
  ])('finds a %s', (kind, secret) => {
    expect(findSecrets('a.ts', `first line\nconst x = '${secret}';`)).toContainEqual({ line: 2, kind });
  });

  it.each([
    ['a token in TypeScript', `const apiToken = '${base64}';`],
    ['a token in YAML', `apiToken: ${base64}`],
    ['a token in JSON', `{"CLOUDFLARE_API_TOKEN": "${base64}"}`],
    ['a token in a shell line', `export CLOUDFLARE_API_TOKEN=${base64}`],
    ['a global API key', `api_key = "${hex.slice(0, 37)}"`],
    ['a bearer header', `Authorization: Bearer ${base64}`],
  ])('finds %s', (_where, line) => {
    expect(findSecrets('a', line)).toHaveLength(1);
  });

  it.each([
    `apiToken: env:CLOUDFLARE_API_TOKEN`,
    `const token = resolveSecret(configuration.cloudflare.apiToken);`,
    `token: 'demo-token-for-the-sandbox'`,
    `-H 'Authorization: Bearer $TUNNEL_MANAGER_TOKEN'`,
    `"integrity": "sha512-${base64}"`,
    `postgres://app:$PASSWORD@db.example/state`,
    `see https://example.com:8080/@scope`,
  ])('leaves %s alone', (line) => {
    expect(findSecrets('a', line)).toEqual([]);
  });

  it.each(['.env', 'apps/x/.env.local', 'state.db', 'tls/server.key'])('refuses to track %s', (file) => {
    expect(findSecrets(file, '')).toHaveLength(1);
  });

  it('turns red for a secret in a file that is about to be committed, without repeating it', async () => {
    const { code, output } = await runHeld(process.execPath, [
      join(import.meta.dirname, 'scan-secrets.mjs'),
      repositoryWith(`token: ${base64}`),
    ]);
    expect(code).toBe(1);
    expect(output).toContain('config.yaml:1: a random value assigned to a secret');
    expect(output).not.toContain(base64);
  });
});

const repositories = [];
afterAll(() => repositories.forEach((dir) => rmSync(dir, { recursive: true })));

function repositoryWith(text) {
  const dir = mkdtempSync(join(tmpdir(), 'secrets-'));
  repositories.push(dir);
  execFileSync('git', ['init', '-q'], { cwd: dir });
  writeFileSync(join(dir, 'config.yaml'), text);
  return dir;
}
