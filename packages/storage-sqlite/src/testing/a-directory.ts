import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A directory of a test's own. */
export interface TestDirectory {
  file(name: string): string;
  remove(): void;
}

export function aDirectory(): TestDirectory {
  const path = mkdtempSync(join(tmpdir(), 'storage-sqlite-'));
  return {
    file: (name) => join(path, name),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
