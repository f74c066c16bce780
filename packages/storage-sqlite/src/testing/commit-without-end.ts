import { writeSync } from 'node:fs';
import { openSqliteStore } from '../open-sqlite-store.ts';
import { anEntry } from './an-entry.ts';

/** Commits entry after entry and prints the id of each one that was acknowledged, until it is killed. */
const [path = '', first = '1'] = process.argv.slice(2);
const store = await openSqliteStore({ path });
writeSync(1, 'open\n');
for (let id = Number(first); ; id += 1) {
  await store.commit([anEntry(id), anEntry(id + 0.5e9)]);
  writeSync(1, `${id}\n`);
}
