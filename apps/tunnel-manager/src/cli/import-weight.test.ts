import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** Every package that a module imports before it runs, found by following the static imports of the source. */
function packagesBehind(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return new Set();
  seen.add(file);
  const imports = [...readFileSync(file, 'utf8').matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gms)];
  const found = imports.flatMap(([, name = '']) =>
    name.startsWith('.') ? [...packagesBehind(resolve(dirname(file), name), seen)] : [name],
  );
  return new Set(found);
}

describe('a command that only talks to the daemon', () => {
  it('loads nothing that makes it slow to start', () => {
    const packages = [...packagesBehind(fileURLToPath(new URL('../main.ts', import.meta.url)))];
    expect(packages.filter((name) => !name.startsWith('node:')).toSorted()).toEqual([
      '@tunnel-manager/core',
      'commander',
    ]);
  });
});
