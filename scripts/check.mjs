// `npm run check` runs every step below, `npm run check -- lint types` only the named ones, and
// `npm run check -- --without tests` all others. Each step is one line with its time; its output is shown if it fails.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runHeld } from './run-held.mjs';

const steps = {
  format: ['oxfmt', '--check', '.'],
  lint: ['oxlint', '--type-aware'],
  types: ['tsc', '-p', 'tsconfig.json'],
  build: ['turbo', 'run', 'build', '--output-logs=errors-only'],
  boundaries: ['node', 'scripts/check-boundaries.mjs'],
  unused: ['knip', '--no-progress'],
  lock: ['node', 'scripts/check-lock.mjs'],
  secrets: ['node', 'scripts/scan-secrets.mjs'],
  lengths: ['node', 'scripts/check-file-lengths.mjs'],
  links: ['node', 'scripts/check-links.mjs'],
  reference: ['node', '--conditions=tunnel-manager-source', 'apps/tunnel-manager/src/reference/generate.ts', '--check'],
  tests: ['vitest', 'run'],
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { without: { type: 'string', multiple: true, default: [] } },
});
const unknown = [...positionals, ...values.without].filter((name) => !Object.hasOwn(steps, name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. The steps are: ${Object.keys(steps).join(', ')}.`);
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const env = {
  ...process.env,
  PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: '1',
};
const chosen = (positionals.length > 0 ? positionals : Object.keys(steps)).filter(
  (name) => !values.without.includes(name),
);
const failed = [];

for (const name of chosen) {
  const [command, ...args] = steps[name];
  const startedAt = performance.now();
  const { code, output } = await runHeld(command, args, { cwd: root, env });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(12)}${seconds} s`);
  if (code === 0) continue;
  failed.push(name);
  console.log(`\n${output.trimEnd()}\n`);
}

console.log(failed.length === 0 ? `Green: ${chosen.join(', ')}.` : `Failed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
