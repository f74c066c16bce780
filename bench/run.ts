import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { docker } from './docker.ts';
import type { Section } from './measure.ts';
import { pipeline } from './pipeline.ts';
import { storage } from './storage.ts';
import { topology } from './topology.ts';

/** A benchmark is a function that answers its tables; what is not named on the command line is left out. */
const BENCHMARKS: Readonly<Record<string, () => Promise<readonly Section[]>>> = {
  storage,
  pipeline,
  topology: async () => [...(await docker()), ...(await topology())],
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHMARKS));
if (unknown.length > 0) {
  console.error(`No benchmark is called ${unknown.join(', ')}. There is: ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exit(2);
}

for (const [name, run] of Object.entries(BENCHMARKS)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const sections = await run();
  for (const { title, rows } of sections) {
    console.log(`\n${name}: ${title}`);
    console.table(
      Object.fromEntries(
        rows.map((row) => [
          row.name,
          {
            'median ms': round(row.medianMs),
            'p95 ms': round(row.p95Ms),
            ratio: round(row.ratio),
            ...(row.cpuMs !== undefined && { 'CPU ms': round(row.cpuMs) }),
            ...(row.walBytes !== undefined && { 'WAL bytes': round(row.walBytes) }),
          },
        ]),
      ),
    );
  }
  save(name, sections);
}

function save(name: string, sections: readonly Section[]): void {
  const folder = new URL('./results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  const machine = { node: process.version, arch: process.arch, cores: availableParallelism() };
  const text = JSON.stringify({ name, at: new Date().toISOString(), machine, sections }, null, 2);
  writeFileSync(new URL(`${name}.json`, folder), `${text}\n`);
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
