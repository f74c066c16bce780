import { describeStateStore } from '@tunnel-manager/storage-contract';
import { describeDatabase } from './describe-database.ts';
import { MUTATIONS, type Mutation } from './mutations.ts';
import { openMutant } from './open-mutant.ts';

const UNMUTATED: Partial<Mutation> = {};

for (const mutation of [UNMUTATED, ...MUTATIONS]) {
  const name = `[${mutation.name ?? 'unmutated'}]`;
  describeStateStore(name, () => openMutant(mutation));
  describeDatabase(name, () => openMutant(mutation));
}
