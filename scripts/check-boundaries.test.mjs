import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runHeld } from './run-held.mjs';

const root = join(import.meta.dirname, '..');
const tree = mkdtempSync(join(tmpdir(), 'boundaries-'));
afterAll(() => rmSync(tree, { recursive: true }));

const forbidden = [
  ['core-is-alone', 'packages/core/src/domain/a.ts', `import 'node:fs';`],
  ['core-is-alone', 'packages/core/src/use-cases/b.ts', `import 'yaml';`],
  ['core-imports', 'packages/core/src/c.ts', `import '@tunnel-manager/storage-sql';`],
  ['domain-layer', 'packages/core/src/domain/d.ts', `import type { P } from '../ports/p.ts'; export type Q = P;`],
  ['ports-layer', 'packages/core/src/ports/e.ts', `import '../use-cases/u.ts';`],
  ['use-cases-layer', 'packages/core/src/use-cases/f.ts', `import '../testing/index.ts';`],
  ['storage-sql-imports', 'packages/storage-sql/src/a.ts', `import '@tunnel-manager/storage-sqlite';`],
  ['storage-sqlite-imports', 'packages/storage-sqlite/src/a.ts', `import '@tunnel-manager/storage-contract';`],
  ['adapters-cloudflare-imports', 'packages/adapters-cloudflare/src/a.ts', `import '@tunnel-manager/adapters-host';`],
  ['adapters-host-imports', 'packages/adapters-host/src/a.ts', `import '@tunnel-manager/sandbox';`],
  ['adapters-host-test-imports', 'packages/adapters-host/src/b.test.ts', `import '@tunnel-manager/storage-sqlite';`],
  ['sandbox-imports', 'packages/sandbox/src/a.ts', `import '@tunnel-manager/adapters-cloudflare';`],
  ['apps-without-contract', 'apps/tunnel-manager/src/a.ts', `import '@tunnel-manager/storage-contract';`],
  ['container-at-the-root', 'apps/tunnel-manager/src/b.ts', `import 'tsyringe';`],
  ['container-at-the-root', 'packages/adapters-host/src/c.ts', `import 'reflect-metadata';`],
  ['no-test-code-in-shipped-code', 'apps/tunnel-manager/src/c.ts', `import '@tunnel-manager/core/testing';`],
  ['no-deep-imports', 'packages/sandbox/src/b.ts', `import '../../core/src/domain/fine.ts';`],
  ['no-cycles', 'packages/sandbox/src/c.ts', `import './c2.ts';`],
  ['resolvable', 'packages/sandbox/src/d.ts', `import './absent.ts';`],
  ['unlisted-package', 'packages/newcomer/src/a.ts', `import '@tunnel-manager/core';`],
];

const allowed = [
  ['packages/core/src/domain/fine.ts', `export const one = 1;`],
  ['packages/core/src/ports/p.ts', `import '../domain/fine.ts'; export interface P { readonly a: 1 }`],
  ['packages/core/src/use-cases/u.ts', `import '../domain/fine.ts'; import '../ports/p.ts';`],
  ['packages/core/src/domain/fine.test.ts', `import 'node:fs'; import 'vitest'; import '../testing/index.ts';`],
  ['packages/storage-sqlite/src/fine.ts', `import '@tunnel-manager/core'; import '@tunnel-manager/storage-sql';`],
  ['packages/storage-sqlite/src/fine.test.ts', `import '@tunnel-manager/storage-contract';`],
  ['packages/adapters-host/src/fine.test.ts', `import '@tunnel-manager/sandbox'; import 'node:http';`],
  ['apps/tunnel-manager/src/composition-root.ts', `import 'reflect-metadata'; import 'tsyringe';`],
  ['apps/tunnel-manager/src/fine.ts', `import '@tunnel-manager/sandbox'; import './composition-root.ts';`],
  ['packages/sandbox/src/c2.ts', `import './c.ts';`],
];

let run;

beforeAll(async () => {
  for (const group of ['packages', 'apps']) for (const name of readdirSync(join(root, group))) layOut(group, name);
  layOut('packages', 'newcomer');
  write('packages/newcomer/package.json', '{ "name": "newcomer" }');
  write('packages/core/src/testing/index.ts', 'export {};');
  write('apps/tunnel-manager/package.json', '{ "dependencies": { "@tunnel-manager/storage-contract": "0.1.0" } }');
  for (const [file, text] of [...allowed, ...forbidden.map(([, ...seed]) => seed)]) write(file, text);
  for (const library of ['yaml', 'tsyringe', 'reflect-metadata', 'vitest'])
    symlinkSync(join(root, 'node_modules', library), join(tree, 'node_modules', library));
  run = await runHeld(process.execPath, [join(import.meta.dirname, 'check-boundaries.mjs'), tree]);
});

describe('the check of import boundaries', () => {
  it.each(forbidden)('reports %s for %s', (rule, file) => {
    expect(run.output).toContain(`${rule}: ${file} → `);
  });

  it.each(allowed.slice(0, -1))('leaves %s alone', (file) => {
    expect(run.output).not.toContain(`: ${file} → `);
  });

  it('reports the contract suite among the dependencies of a manifest', () => {
    expect(run.output).toContain('contract-in-development-only: apps/tunnel-manager/package.json');
  });

  it('does not trust a run that parsed next to nothing', () => {
    expect(run.output).toMatch(/Only \d+ modules were parsed/);
  });

  it('fails', () => {
    expect(run.code).toBe(1);
  });
});

function layOut(group, name) {
  write(join(group, name, 'src/index.ts'), 'export {};');
  if (name === 'newcomer') return;
  cpSync(join(root, group, name, 'package.json'), join(tree, group, name, 'package.json'));
  const links = join(tree, 'node_modules', group === 'packages' ? '@tunnel-manager' : '.');
  mkdirSync(links, { recursive: true });
  symlinkSync(join(tree, group, name), join(links, name));
}

function write(file, text) {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `${text}\n`);
}
