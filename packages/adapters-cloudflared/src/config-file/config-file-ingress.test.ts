import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Core } from '@tunnel-manager/core';
import { createTestWorld, demo, project, type TestWorld } from '@tunnel-manager/core/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigFileIngress } from './config-file-ingress.ts';
import { ConfigFile } from './config-file.ts';
import { readConfigText } from './config-text.ts';
import { restartSystemdUnit } from './restart-systemd-unit.ts';

const HAND_WRITTEN = `# by hand
tunnel: 6ff42ae2-765d-4adf-8112-31c55c1551ef
ingress:
  # the printer
  - hostname: printer.example.com
    service: https://127.0.0.1:631
    originRequest: { noTLSVerify: true }
  - service: http_status:404
warp-routing: { enabled: true }
`;

let directory: string;
let path: string;
let world: TestWorld;
let restarts: number;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'config-ingress-'));
  path = join(directory, 'config.yml');
  await writeFile(path, HAND_WRITTEN);
  world = await createTestWorld();
  world.cloudflare.connector = { configVersion: -1 };
  restarts = 0;
});

afterEach(() => rm(directory, { recursive: true }));

const ingressOf = (restart: (() => Promise<void>) | null = null): ConfigFileIngress =>
  new ConfigFileIngress({ file: new ConfigFile(path), connectors: world.cloudflare, clock: world.clock, restart });

const coreOn = (ingress: ConfigFileIngress): Core => world.restart({ ...world.ports, ingress });

const restart = async (): Promise<void> => {
  restarts += 1;
  world.cloudflare.connector = { configVersion: -1, connectorId: `connector-after-${restarts}` };
};

const rules = async (): Promise<readonly string[]> =>
  readConfigText(await readFile(path, 'utf8')).ingress.map(({ hostname, service }) => `${hostname ?? '*'} ${service}`);

describe('rules in a configuration file', () => {
  it('come and go with hostnames, and everything else in the file stays', async () => {
    const core = coreOn(ingressOf());
    const outcome = await core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    expect(outcome).toMatchObject({ ok: true, value: { warnings: [expect.stringContaining('restart it')] } });
    expect(await rules()).toEqual([
      'printer.example.com https://127.0.0.1:631',
      'app.example.com http://127.0.0.1:3000',
      '* http_status:404',
    ]);
    await core.as(demo).releaseHostname({ hostname: 'app.example.com' });
    expect(await readFile(path, 'utf8')).toBe(HAND_WRITTEN);
  });

  it('are never touched by a daemon whose database is empty, and nothing is restarted', async () => {
    const before = await stat(path);
    const core = coreOn(ingressOf(restart));
    await core.settle();
    await core.refreshDomains();
    await core.sampleHealth();
    expect((await stat(path)).ino).toBe(before.ino);
    expect(restarts).toBe(0);
  });

  it('of two projects with a hundred names each are all there', { timeout: 60_000 }, async () => {
    const core = coreOn(ingressOf());
    const ask = (name: 'demo' | 'other', index: number) =>
      core.as(project(name)).requestHostname({ subdomain: `${name}-${index}`, port: name === 'demo' ? 3000 : 3100 });
    await Promise.all(Array.from({ length: 100 }, (_, index) => [ask('demo', index), ask('other', index)]).flat());
    expect(await rules()).toHaveLength(202);
  });

  it('of two writers who know nothing of each other are all there', { timeout: 60_000 }, async () => {
    const add = async (writer: string): Promise<void> => {
      const ingress = ingressOf();
      for (let index = 0; index < 100; index += 1) {
        for (let written = false; !written;) {
          const { document } = await ingress.read();
          const rule = { hostname: `${writer}-${index}.example.com`, service: 'http://127.0.0.1:3000' };
          written = await ingress.replace({ ...document, ingress: [rule, ...document.ingress] }).then(
            () => true,
            (error: { kind?: string }) => {
              if (error.kind !== 'conflict') throw error;
              return false;
            },
          );
        }
      }
    };
    await Promise.all([add('one'), add('two')]);
    expect(await rules()).toHaveLength(202);
    expect(await readFile(path, 'utf8')).toContain('# the printer');
  });

  it('take a restart where the operator chose that, once for each write, and it is said how long it took', async () => {
    const core = coreOn(ingressOf(restart));
    const ask = () => core.as(demo).requestHostname({ subdomain: 'app', port: 3000 });
    expect(await ask()).toMatchObject({
      ok: true,
      value: { warnings: [expect.stringMatching(/down for about \d+\.\d s/)] },
    });
    expect(await ask()).toMatchObject({ ok: true, value: { created: false } });
    expect(restarts).toBe(1);
  });

  it('that a killed daemon wrote are served before anything is concluded from them', async () => {
    const dying = ingressOf(() => new Promise<never>(() => undefined));
    const { document } = await dying.read();
    const rule = { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' };
    void dying.replace({ ...document, ingress: [rule, ...document.ingress] });
    await expect.poll(() => rules()).toHaveLength(3);
    const next = ingressOf(restart);
    await next.read();
    await next.read();
    await ingressOf(restart).read();
    expect(restarts).toBe(1);
  });

  it('are taken back when the connector could not be restarted', async () => {
    const failing = () => restartSystemdUnit('cloudflared', () => Promise.reject(new Error('exit code 1')));
    const core = coreOn(ingressOf(failing));
    await expect(core.as(demo).requestHostname({ subdomain: 'app', port: 3000 })).rejects.toMatchObject({
      code: 'connector-unconfirmed',
    });
    expect(await readFile(path, 'utf8')).toBe(HAND_WRITTEN);
    expect(world.cloudflare.records).toEqual([]);
  });

  it('are refused while the connector takes its rules from Cloudflare', async () => {
    world.cloudflare.connector = { configVersion: 3 };
    const core = coreOn(ingressOf());
    await expect(core.as(demo).requestHostname({ subdomain: 'app', port: 3000 })).rejects.toMatchObject({
      code: 'ingress-remote',
    });
    expect(await readFile(path, 'utf8')).toBe(HAND_WRITTEN);
  });

  it('edited by hand are not lost when somebody else read them before the write', async () => {
    const ingress = ingressOf();
    const { document } = await ingress.read();
    await writeFile(path, HAND_WRITTEN.replace('the printer', 'the new printer'));
    await ingress.read();
    const rule = { hostname: 'app.example.com', service: 'http://127.0.0.1:3000' };
    const written = ingress.replace({ ...document, ingress: [rule, ...document.ingress] });
    await expect(written).rejects.toMatchObject({ kind: 'conflict', outcome: 'none' });
    expect(await readFile(path, 'utf8')).toContain('the new printer');
  });

  it.each(['  -\n', '  - hello\n', '  a: 1\n', '  - hostname: x.example.com\n    service: localhost:80\n'])(
    'that cloudflared could not start with are refused as found: %j',
    async (found) => {
      await writeFile(path, `ingress:\n${found}`);
      const asked = coreOn(ingressOf()).as(demo).requestHostname({ subdomain: 'app', port: 3000 });
      await expect(asked).rejects.toMatchObject({ code: 'ingress-file', outcome: 'none' });
      expect(await readFile(path, 'utf8')).toBe(`ingress:\n${found}`);
    },
  );

  it('that are no YAML are refused, and the file stays as it is', async () => {
    await writeFile(path, 'ingress: [');
    await expect(coreOn(ingressOf()).as(demo).requestHostname({ subdomain: 'app', port: 3000 })).rejects.toMatchObject({
      code: 'ingress-file',
    });
    expect(await readFile(path, 'utf8')).toBe('ingress: [');
  });

  it('that cloudflared would not start with are never written', async () => {
    const ingress = ingressOf();
    const { document } = await ingress.read();
    const broken = {
      ...document,
      ingress: [{ hostname: 'app.example.com', service: 'localhost:80' }, ...document.ingress],
    };
    await expect(ingress.replace(broken)).rejects.toMatchObject({ code: 'ingress-invalid', outcome: 'none' });
    expect(await readFile(path, 'utf8')).toBe(HAND_WRITTEN);
  });

  it('edited by hand between read and write win, and ours are merged into them', async () => {
    const ingress = ingressOf();
    const { replace } = ingress;
    let edits = 1;
    ingress.replace = async (document) => {
      if (edits > 0) await writeFile(path, HAND_WRITTEN.replace('the printer', 'the new printer'));
      edits -= 1;
      return replace.call(ingress, document);
    };
    expect(await coreOn(ingress).as(demo).requestHostname({ subdomain: 'app', port: 3000 })).toMatchObject({
      ok: true,
    });
    expect(await readFile(path, 'utf8')).toContain('# the new printer');
    expect(await rules()).toHaveLength(3);
  });
});

describe('restartSystemdUnit', () => {
  it('restarts the unit by its name and never reloads it', async () => {
    const calls: unknown[] = [];
    await restartSystemdUnit('cloudflared@a', async (...call) => calls.push(call));
    expect(calls).toEqual([['systemctl', ['restart', '--', 'cloudflared@a'], { timeout: 60_000 }]]);
  });
});
