import { readFile, writeFile } from 'node:fs/promises';
import type { HostnameAnswer } from '@tunnel-manager/core';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenSha256 } from '../src/auth/token.ts';
import { startDaemonProcess, type DaemonProcess } from './daemon-process.ts';
import { setStage, startService, violations, type Stage } from './stage.ts';

let stage: Stage;
let daemon: DaemonProcess;

afterEach(async () => {
  await daemon.stop();
  await stage.close();
});

describe('a hundred requests at once', () => {
  it('for one name from a hundred projects give one of them the name and the others a clear no', async () => {
    stage = await setStage();
    const services = await Promise.all(Array.from({ length: 100 }, (_, index) => startService(`of p${index}`)));
    await rewriteConfig((config) => ({
      ...config,
      projects: Object.fromEntries(services.map(({ port }, index) => [`p${index}`, { ports: [String(port)] }])),
      auth: {
        tokens: [
          ...config.auth.tokens.slice(0, 1),
          ...services.map((_, index) => ({ sha256: tokenSha256(`tm_p${index}`), project: `p${index}` })),
        ],
      },
    }));
    daemon = await startDaemonProcess(stage);
    const answers = await Promise.all(
      services.map(({ port }, index) => daemon.ask(`tm_p${index}`, 'POST', '/hostnames', { subdomain: 'app', port })),
    );
    await Promise.all(services.map((service) => service.close()));
    expect(count(answers, 201)).toBe(1);
    expect(count(answers, 409)).toBe(99);
    expect(violations(stage, await daemon.settled())).toEqual([]);
  });

  it('for one name from one project all get the one that was made', async () => {
    stage = await setStage();
    daemon = await startDaemonProcess(stage);
    const ask = () => daemon.ask('demo', 'POST', '/hostnames', { subdomain: 'app', port: stage.ports.demo[0] });
    const answers = await Promise.all(Array.from({ length: 100 }, ask));
    expect(count(answers, 201)).toBe(1);
    expect(count(answers, 200)).toBe(99);
    expect(answers.filter(({ body }) => (body as HostnameAnswer).created)).toHaveLength(1);
    expect(violations(stage, await daemon.settled())).toEqual([]);
    expect((await stage.visit('app.example.com')).body).toBe('service one');
  });

  it('for a hundred names cost at most five configuration writes', async () => {
    stage = await setStage();
    daemon = await startDaemonProcess(stage);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        daemon.ask('demo', 'POST', '/hostnames', { subdomain: `app-${index}`, port: stage.ports.demo[0] }),
      ),
    );
    expect(count(answers, 201)).toBe(100);
    expect(puts()).toBeLessThanOrEqual(5);
  });

  it('from each of two projects give two hundred rules and records', { timeout: 60_000 }, async () => {
    stage = await setStage();
    daemon = await startDaemonProcess(stage);
    const burst = (actor: 'demo' | 'other', port: number) =>
      Array.from({ length: 100 }, (_, index) =>
        daemon.ask(actor, 'POST', '/hostnames', { subdomain: `${actor}-${index}`, port }),
      );
    const answers = await Promise.all([...burst('demo', stage.ports.demo[0]), ...burst('other', stage.ports.other)]);
    expect(count(answers, 201)).toBe(200);
    const names = await daemon.settled();
    expect(names).toHaveLength(200);
    expect(violations(stage, names)).toEqual([]);
    expect(puts()).toBeLessThanOrEqual(10);
  });
});

describe('the first request', () => {
  it('costs four calls to Cloudflare: look-up, read, write, record', async () => {
    stage = await setStage();
    daemon = await startDaemonProcess(stage);
    await daemon.settled();
    stage.world.journal.clear();
    await daemon.ask('demo', 'POST', '/hostnames', { subdomain: 'app', port: stage.ports.demo[0] });
    expect(stage.world.journal.entries().map(({ method }) => method)).toEqual(['GET', 'GET', 'PUT', 'POST']);
  });
});

const count = (answers: readonly { status: number }[], status: number): number =>
  answers.filter((answer) => answer.status === status).length;

const puts = (): number => stage.world.journal.entries().filter(({ method }) => method === 'PUT').length;

interface StageConfig {
  readonly projects: unknown;
  readonly auth: { readonly tokens: readonly unknown[] };
}

async function rewriteConfig(change: (config: StageConfig) => StageConfig): Promise<void> {
  const config = JSON.parse(await readFile(stage.configFile, 'utf8')) as StageConfig;
  await writeFile(stage.configFile, JSON.stringify(change(config)));
}
