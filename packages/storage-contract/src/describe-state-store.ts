import { afterEach, beforeEach, describe } from 'vitest';
import { auditReads } from './aspects/audit-reads.ts';
import { changeLog } from './aspects/change-log.ts';
import { claims } from './aspects/claims.ts';
import { generatedCommits } from './aspects/generated-commits.ts';
import { commits } from './aspects/commits.ts';
import { domains } from './aspects/domains.ts';
import { founding } from './aspects/founding.ts';
import { health } from './aspects/health.ts';
import { hostnameReads } from './aspects/hostname-reads.ts';
import { integers } from './aspects/integers.ts';
import { quotas } from './aspects/quotas.ts';
import { races } from './aspects/races.ts';
import { steps } from './aspects/steps.ts';
import { texts } from './aspects/texts.ts';
import { topologyChanges } from './aspects/topology-changes.ts';
import { topology } from './aspects/topology.ts';
import { unsettledReads } from './aspects/unsettled-reads.ts';
import { values } from './aspects/values.ts';
import type { OpenedStore, StoreUnderTest } from './opened-store.ts';

/**
 * Registers everything that every store must do. `open` gives a fresh, empty store for each test.
 * There are no switches: a store that cannot do one of these is not a store.
 */
export function describeStateStore(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as a state store`, () => {
    let opened: OpenedStore;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    describe.each(ASPECTS)('%s', (_aspect, register) => {
      register(() => opened.store);
    });
  });
  describe(`${name} under generated commits`, () => {
    generatedCommits(open);
  });
}

const ASPECTS: readonly (readonly [name: string, register: (store: StoreUnderTest) => void])[] = [
  ['commits', commits],
  ['the change log', changeLog],
  ['founding', founding],
  ['domains', domains],
  ['claims', claims],
  ['quotas', quotas],
  ['steps of a hostname', steps],
  ['races', races],
  ['reads of hostnames', hostnameReads],
  ['reads of unsettled hostnames', unsettledReads],
  ['the topology', topology],
  ['changes of the topology', topologyChanges],
  ['health', health],
  ['the audit log', auditReads],
  ['text', texts],
  ['integers', integers],
  ['values', values],
];
