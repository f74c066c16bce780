import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runHeld } from './run-held.mjs';

const root = join(import.meta.dirname, '..');
mkdirSync(join(root, 'node_modules', '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, 'node_modules', '.cache', 'summary-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs vitest on one file with this body, and answers with its exit code and the lines it ended with. */
async function summaryOf(body, env = {}) {
  const dir = mkdtempSync(join(folder, 'run-'));
  writeFileSync(join(dir, 'sample.test.mjs'), `import { beforeAll, describe, it } from 'vitest';\n${body}\n`);
  const args = ['run', '--root', dir, '--reporter', join(root, 'scripts', 'summary-reporter.mjs')];
  const { code, output } = await runHeld(join(root, 'node_modules', '.bin', 'vitest'), args, {
    env: { ...process.env, REQUIRE_ALL: '', ...env },
  });
  return { code, lines: output.trimEnd().split('\n') };
}

describe('the summary of a test run', () => {
  it('is one line at the very end', async () => {
    const { code, lines } = await summaryOf(`it('works', () => {});`);
    expect(lines).toEqual(['1 passed, 0 failed, 0 skipped']);
    expect(code).toBe(0);
  });

  it('counts failed tests', async () => {
    const { code, lines } = await summaryOf(`it('works', () => {}); it('breaks', () => { throw new Error('no'); });`);
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped');
    expect(code).toBe(1);
  });

  it.each([
    ['a file that does not load', `throw new Error('no');`],
    ['a hook', `describe('x', () => { beforeAll(() => { throw new Error('no'); }); it('y', () => {}); });`],
    ['an unhandled rejection', `it('y', () => { void Promise.reject(new Error('no')); });`],
  ])('counts an error in %s as failed', async (_place, body) => {
    const { code, lines } = await summaryOf(body);
    expect(lines.at(-1)).toMatch(/, 1 failed, /);
    expect(code).toBe(1);
  });

  it('lists skipped tests with their reasons', async () => {
    const { code, lines } = await summaryOf(`
      it('needs docker', ({ skip }) => skip('no Docker here'));
      describe('later', () => { it.skip('is off', () => {}); it.todo('is planned'); });`);
    expect(lines).toEqual([
      'skipped: sample.test.mjs > needs docker (no Docker here)',
      'skipped: sample.test.mjs > later > is off (no reason given)',
      'skipped: sample.test.mjs > later > is planned (to be written)',
      '0 passed, 0 failed, 3 skipped',
    ]);
    expect(code).toBe(0);
  });

  it('makes the run fail for a skipped test where everything is required', async () => {
    const body = `it('works', () => {}); it.skip('is off', () => {});`;
    const { code, lines } = await summaryOf(body, { REQUIRE_ALL: '1' });
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped');
    expect(code).toBe(1);
  });
});
