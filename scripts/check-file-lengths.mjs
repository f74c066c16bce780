// A source file that needs more than this many lines is two files. The contract suite is a list of cases and may grow.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ceiling = 250;

const root = join(import.meta.dirname, '..');
const files = globSync(['{packages,apps}/*/{src,test,bin}/**/*.{ts,tsx,js}', '{bench,scripts}/**/*.{ts,mjs}'], {
  cwd: root,
})
  .filter((file) => !file.startsWith('packages/storage-contract/'))
  .sort();
const tooLong = files
  .map((file) => ({ file, lines: readFileSync(join(root, file), 'utf8').split('\n').length - 1 }))
  .filter(({ lines }) => lines > ceiling);

for (const { file, lines } of tooLong) console.error(`${file} has ${lines} lines; the ceiling is ${ceiling}.`);
console.log(`${files.length} files, ${tooLong.length} too long`);
process.exitCode = tooLong.length === 0 ? 0 : 1;
