import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ConfigFile } from './config-file.ts';

const WRITER = fileURLToPath(new URL('../testing/write-and-die.ts', import.meta.url));
const OLD = `old: ${'o'.repeat(10_000)}\n`;
const NEW = `new: ${'n'.repeat(20_000)}\n`;

it('kill -9 at any step of a write leaves the old file or the new one, and the next write is not hindered', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'config-kill-'));
  const path = join(directory, 'config.yml');
  const seen = new Set<string>();
  let survived = false;
  for (let step = 1; !survived; step += 1) {
    await writeFile(path, OLD);
    const env = { ...process.env, PATH_TO_WRITE: path, NEW_TEXT: NEW, DIE_AT: String(step) };
    const { signal } = spawnSync(process.execPath, ['--conditions=tunnel-manager-source', WRITER], { env });
    survived = signal === null;
    const text = await readFile(path, 'utf8');
    expect([OLD, NEW], `step ${step}`).toContain(text);
    seen.add(text);
    await new ConfigFile(path).rewrite(() => 'after: 1\n');
    expect(await readFile(path, 'utf8')).toBe('after: 1\n');
    expect(await readdir(directory), `step ${step}`).toEqual(['config.yml']);
  }
  expect(seen).toEqual(new Set([OLD, NEW]));
  await rm(directory, { recursive: true });
}, 120_000);
