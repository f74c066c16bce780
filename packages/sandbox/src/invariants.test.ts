import type { IngressRule } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { checkInvariants } from './invariants.ts';
import type { SandboxWorld } from './sandbox-world.ts';
import { callApi, recordsPath } from './testing/call-api.ts';
import { startTestWorld } from './testing/test-world.ts';

const BLOG: IngressRule = { hostname: 'blog.example.com', service: 'http://127.0.0.1:81' };
const SHOP: IngressRule = { hostname: 'shop.example.com', service: 'http://127.0.0.1:82' };
const LAST: IngressRule = { hostname: '', service: 'http_status:404' };
const SETTINGS = { 'warp-routing': { enabled: false } };

/** Two foreign rules, a foreign record, and a hostname of the product: nothing is wrong. */
async function soundWorld(): Promise<SandboxWorld> {
  const sandbox = await startTestWorld({
    foreignRules: [BLOG, SHOP],
    foreignRecords: [{ type: 'A', name: 'blog.example.com', content: '192.0.2.1' }],
  });
  await callApi(sandbox, 'POST', recordsPath(sandbox), {
    type: 'CNAME',
    name: 'app.example.com',
    content: `${sandbox.cloudflare.tunnelId}.cfargotunnel.com`,
    comment: 'tm1 i=1 c=2 p=demo',
  });
  configure(sandbox, [OWN, BLOG, SHOP, LAST]);
  return sandbox;
}

const OWN: IngressRule = { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' };

const configure = (sandbox: SandboxWorld, ingress: readonly IngressRule[], settings: object = SETTINGS): void =>
  sandbox.dashboard.editConfiguration(() => ({ ingress, ...settings }));

describe('checkInvariants', () => {
  it('finds nothing in a world where the product kept to its own', async () => {
    expect(checkInvariants(await soundWorld())).toEqual([]);
  });

  it('finds nothing after edits in the dashboard', async () => {
    const sandbox = await soundWorld();
    sandbox.dashboard.editRecord('blog.example.com', { content: '192.0.2.2' });
    sandbox.dashboard.addSomeRule();
    sandbox.dashboard.addRecord({ type: 'TXT', name: 'example.com', content: 'text' });
    expect(checkInvariants(sandbox)).toEqual([]);
  });

  it.each([
    ['PATCH', 'changed'],
    ['DELETE', 'deleted'],
  ])('finds a foreign record after %s', async (method, what) => {
    const sandbox = await soundWorld();
    const path = `${recordsPath(sandbox)}/${sandbox.dashboard.record('blog.example.com').id}`;
    await callApi(sandbox, method, path, method === 'PATCH' ? { content: '192.0.2.9' } : undefined);
    expect(checkInvariants(sandbox)).toEqual([`The foreign A record blog.example.com was ${what}.`]);
  });

  it.each<[string, readonly IngressRule[], string]>([
    ['removed', [OWN, BLOG, LAST], 'The foreign rule shop.example.com to http://127.0.0.1:82 is gone or changed.'],
    ['reordered', [OWN, SHOP, BLOG, LAST], 'The foreign rules are in another order.'],
    ['followed', [BLOG, SHOP, LAST, OWN], 'A rule comes after the foreign last one.'],
    ['doubled', [OWN, OWN, BLOG, SHOP, LAST], 'More than one rule is for app.example.com.'],
    ['without our own', [BLOG, SHOP, LAST], "The record app.example.com is the product's, but no rule serves it."],
  ])('finds rules that are %s', async (_what, rules, violation) => {
    const sandbox = await soundWorld();
    configure(sandbox, rules);
    expect(checkInvariants(sandbox)).toEqual([violation]);
  });

  it('finds settings that were lost', async () => {
    const sandbox = await soundWorld();
    configure(sandbox, [OWN, BLOG, SHOP, LAST], {});
    expect(checkInvariants(sandbox)).toEqual(['The settings beside the rules were changed.']);
  });

  it('finds a name with two records into a tunnel', async () => {
    const sandbox = await soundWorld();
    const { type, name, content } = sandbox.dashboard.record('app.example.com');
    sandbox.dashboard.addRecord({ type, name, content });
    expect(checkInvariants(sandbox)).toEqual(['More than one record leads app.example.com into a tunnel.']);
  });

  it('finds request 1,001 in five minutes, and not when it comes later', async () => {
    const sandbox = await soundWorld();
    const entry = { method: 'GET', path: '/', query: '', body: null, status: 200, fault: null };
    sandbox.journal.clear();
    for (let count = 0; count < 1000; count += 1) sandbox.journal.add({ ...entry, at: count });
    sandbox.journal.add({ ...entry, at: 300_000 });
    expect(checkInvariants(sandbox)).toEqual([]);
    sandbox.journal.add({ ...entry, at: 300_000 });
    expect(checkInvariants(sandbox)).toEqual(['More than 1000 requests came in five minutes.']);
  });
});
