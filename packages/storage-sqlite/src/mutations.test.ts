import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { aDirectory } from './testing/a-directory.ts';
import { MUTATIONS } from './testing/mutations.ts';

interface Case {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
}

describe('the cases that every engine is held to', { timeout: 120_000 }, () => {
  let cases: readonly Case[];
  beforeAll(() => {
    cases = runMutants();
  }, 120_000);

  const of = (name: string, status: Case['status']): readonly string[] =>
    cases
      .filter((one) => one.ancestorTitles[0]?.startsWith(`[${name}] `) === true && one.status === status)
      .map(({ title }) => title);

  it('are all met by the engine as it is', () => {
    expect(of('unmutated', 'failed')).toEqual([]);
    expect(of('unmutated', 'skipped')).toEqual([]);
    expect(of('unmutated', 'passed').length).toBeGreaterThan(120);
  });

  it.each(MUTATIONS.map(({ name, caughtBy }) => [name, caughtBy]))('notice: %s', (name, caughtBy) => {
    expect(of(name, 'failed')).toContain(caughtBy);
    expect(of(name, 'passed')).not.toEqual([]);
  });
});

function runMutants(): readonly Case[] {
  const directory = aDirectory();
  const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
  const folder = fileURLToPath(new URL('./testing/', import.meta.url));
  const outputFile = directory.file('cases.json');
  const ownEnv = Object.entries(process.env).filter(([key]) => !key.startsWith('VITEST'));
  const { stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', '--root', folder, '--config', join(folder, 'mutants.config.ts'), `--outputFile=${outputFile}`],
    { encoding: 'utf8', env: { ...Object.fromEntries(ownEnv), CONTRACT_SEQUENCES: '20' } },
  );
  try {
    const { testResults } = JSON.parse(readFileSync(outputFile, 'utf8')) as {
      testResults: readonly { assertionResults: readonly Case[] }[];
    };
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } catch (error) {
    throw new Error(`The mutants did not run: ${stderr}`, { cause: error });
  } finally {
    directory.remove();
  }
}
