// Checks who imports whom by the rules of .dependency-cruiser.mjs, and that the packages' manifests agree with them.
// `check-boundaries.mjs [ROOT]`: another ROOT is for the test that seeds violations.
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

/** Far below what there is: a run that finds fewer modules has not parsed them, and its silence would mean nothing. */
const leastModules = 50;

const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
process.chdir(root);

const { forbidden, options } = config;
const { enhancedResolveOptions, ...cruiseOptions } = options;
const { output } = await cruise(
  ['packages', 'apps'],
  { ...cruiseOptions, ruleSet: { forbidden }, validate: true },
  enhancedResolveOptions,
);

const problems = [
  ...output.summary.violations.map(
    ({ rule, from, to }) =>
      `${rule.name}: ${from} → ${to} — ${forbidden.find(({ name }) => name === rule.name).comment}`,
  ),
  ...contractInDependencies(),
];
const own = output.modules.filter(({ source }) => /^(packages|apps)\//.test(source)).length;
if (own < leastModules) problems.push(`Only ${own} modules were parsed, at least ${leastModules} are expected.`);

for (const problem of problems) console.error(problem);
console.log(`${own} modules, ${output.summary.totalDependenciesCruised} imports, ${problems.length} violations`);
process.exitCode = problems.length === 0 ? 0 : 1;

function contractInDependencies() {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(group).map((name) => join(group, name, 'package.json')))
    .filter((file) => '@tunnel-manager/storage-contract' in (JSON.parse(readFileSync(file, 'utf8')).dependencies ?? {}))
    .map((file) => `contract-in-development-only: ${file} lists the contract suite under dependencies.`);
}
