import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cliReference } from './cli.ts';
import { configurationReference } from './configuration.ts';
import { errorReference } from './errors.ts';
import { mcpToolReference } from './mcp-tools.ts';

const DIRECTORY = new URL('../../../../docs/reference/', import.meta.url);

const PAGES: Readonly<Record<string, () => string>> = {
  'cli.md': cliReference,
  'configuration.md': configurationReference,
  'errors.md': errorReference,
  'mcp-tools.md': mcpToolReference,
};

/** Writes the reference pages, or with `--check` only tells which ones are stale and then exits with 1. */
const stale: string[] = [];
await mkdir(DIRECTORY, { recursive: true });
for (const [name, generate] of Object.entries(PAGES)) {
  const file = fileURLToPath(new URL(name, DIRECTORY));
  const wanted = generate();
  const present = await readFile(file, 'utf8').catch(() => null);
  if (present === wanted) continue;
  stale.push(name);
  if (!process.argv.includes('--check')) await writeFile(file, wanted);
}
if (process.argv.includes('--check') && stale.length > 0) {
  process.stderr.write(
    `Stale in docs/reference: ${stale.join(', ')}. Run node --conditions=tunnel-manager-source apps/tunnel-manager/src/reference/generate.ts.\n`,
  );
  process.exitCode = 1;
}
