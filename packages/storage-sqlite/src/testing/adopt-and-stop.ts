import { writeSync } from 'node:fs';
import { openSqliteStore } from '../open-sqlite-store.ts';

/** Adopts a database and stands still at the given id, in the middle of the conversion, until it is killed. */
const [path = '', stopAt = '1'] = process.argv.slice(2);
let ids = 0;
const newId = (): string => {
  ids += 1;
  if (ids === Number(stopAt)) {
    writeSync(1, 'converting\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  return `id-${ids}`;
};
await openSqliteStore({
  path,
  adopt: { vm: 'vm-1', tunnelId: 'tunnel-1', nowMs: 1, newId, onAdopted: () => undefined },
});
