import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { WorldSnapshot } from '@tunnel-manager/sandbox';
import { mintToken } from '../auth/token.ts';

/** What a sandbox must remember beside the daemon's database, so that a restart finds both sides in agreement. */
export interface Remembered {
  readonly tokens: { readonly admin: string; readonly demo: string };
  readonly servicePort: number;
  readonly world: WorldSnapshot | null;
}

/** The directory of one sandbox. */
export interface SandboxData {
  readonly directory: string;
  readonly isTemporary: boolean;
  readonly remembered: Remembered;
  /** Whole or not at all, also when the process is killed meanwhile. */
  remember(remembered: Remembered): Promise<void>;
  /** Removes a temporary directory; one that was asked for stays. */
  release(): Promise<void>;
}

/** Opens a directory that was asked for, or makes a temporary one. What it holds is for this user alone. */
export async function openSandboxData(asked: string | undefined): Promise<SandboxData> {
  const directory = asked === undefined ? await mkdtemp(join(tmpdir(), 'tunnel-manager-')) : resolve(asked);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'sandbox.json');
  return {
    directory,
    isTemporary: asked === undefined,
    remembered: (await readRemembered(file)) ?? FRESH(),
    async remember(remembered) {
      await writeFile(`${file}.new`, JSON.stringify(remembered), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    async release() {
      if (asked === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

const FRESH = (): Remembered => ({
  tokens: { admin: mintToken(), demo: mintToken() },
  servicePort: 0,
  world: null,
});

async function readRemembered(file: string): Promise<Remembered | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Remembered;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
