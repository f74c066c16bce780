import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { runHeld } from './run-held.mjs';

const trees = [];
afterAll(() => trees.forEach((tree) => rmSync(tree, { recursive: true })));

/** A checkout with one package. Its `npm` and `turbo` only write down that they ran and leave what set-up looks for. */
function freshCheckout() {
  const tree = mkdtempSync(join(tmpdir(), 'setup-'));
  trees.push(tree);
  const write = (file, text) => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
    chmodSync(join(tree, file), 0o755);
  };
  for (const file of ['setup.mjs', 'exclusively.mjs', 'run-held.mjs'])
    cpSync(join(import.meta.dirname, file), join(tree, 'scripts', file));
  for (const file of ['package-lock.json', 'tsconfig.base.json', 'turbo.json']) write(file, '{}');
  for (const file of ['package.json', 'tsconfig.json', 'src/index.ts', 'src/index.test.ts'])
    write(`packages/one/${file}`, '');
  mkdirSync(join(tree, 'apps'));
  write('turbo', `#!/bin/sh\necho build >> "${tree}/log"; mkdir -p "${tree}/packages/one/dist"\n`);
  write('npm.mjs', NPM);
  write('log', '');
  return tree;
}

const NPM = `
  import { appendFileSync, cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
  if (process.env.NPM_FAILS) { console.error('no network'); process.exit(7); }
  appendFileSync('log', 'install ' + process.argv.slice(2).join(' ') + '\\n');
  rmSync('node_modules', { recursive: true, force: true });
  mkdirSync('node_modules/.bin', { recursive: true });
  cpSync('turbo', 'node_modules/.bin/turbo');`;

const install = 'install ci --include=dev --include=optional --loglevel=error';

let tree;
const setUp = (env = {}, ...args) =>
  runHeld(process.execPath, [join(tree, 'scripts', 'setup.mjs'), ...args], {
    env: { ...process.env, npm_execpath: join(tree, 'npm.mjs'), ...env },
  });
const done = () => readFileSync(join(tree, 'log'), 'utf8').split('\n').filter(Boolean);

beforeEach(() => {
  tree = freshCheckout();
});

describe('the set-up of a checkout', () => {
  it('installs and builds, then has nothing more to do or say', async () => {
    await setUp();
    expect(await setUp()).toEqual({ code: 0, output: '' });
    expect(done()).toEqual([install, 'build']);
  });

  it('does everything once when many start at the same time', async () => {
    const runs = await Promise.all([setUp(), setUp(), setUp(), setUp()]);
    expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(done()).toEqual([install, 'build']);
  });

  it.each(['packages/one/src/index.ts', 'packages/one/package.json', 'tsconfig.base.json'])(
    'builds again when %s changed',
    async (file) => {
      await setUp();
      appendFileSync(join(tree, file), ' ');
      await setUp();
      expect(done()).toEqual([install, 'build', 'build']);
    },
  );

  it('builds again when the build is gone', async () => {
    await setUp();
    rmSync(join(tree, 'packages/one/dist'), { recursive: true });
    await setUp();
    expect(done()).toEqual([install, 'build', 'build']);
  });

  it('does not build for a changed test', async () => {
    await setUp();
    appendFileSync(join(tree, 'packages/one/src/index.test.ts'), ' ');
    await setUp();
    expect(done()).toEqual([install, 'build']);
  });

  it('installs and builds again when the lock changed', async () => {
    await setUp();
    appendFileSync(join(tree, 'package-lock.json'), ' ');
    await setUp();
    expect(done()).toEqual([install, 'build', install, 'build']);
  });

  it('leaves the build to others when told so', async () => {
    await setUp({}, '--without-build');
    expect(done()).toEqual([install]);
  });

  it('shows what a failed step wrote, and tries again the next time', async () => {
    const { code, output } = await setUp({ NPM_FAILS: '1' });
    expect(code).toBe(1);
    expect(existsSync(join(tree, '.turbo/setup.lock'))).toBe(false);
    expect(output).toContain('no network');
    expect((await setUp()).code).toBe(0);
    expect(done()).toEqual([install, 'build']);
  });
});
