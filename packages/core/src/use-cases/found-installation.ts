import type { Change } from '../domain/change.ts';
import type { Clock } from '../ports/clock.ts';
import type { StateStore } from '../ports/state-store.ts';

/** Gives the installation's id and makes sure that this VM has a number; both are made once and never change. */
export async function foundInstallation(store: StateStore, clock: Clock, vm: string): Promise<string> {
  const installation = await store.installation();
  const id = installation?.id ?? clock.newId();
  const vms = await store.vms();
  const at = clock.nowMs();
  const changes: Change[] = [];
  if (installation === null) changes.push({ kind: 'installation-founded', id, at });
  if (!vms.some((known) => known.vm === vm)) {
    const vmNo = Math.max(0, ...vms.map((known) => known.vmNo)) + 1;
    changes.push({ kind: 'vm-registered', vm, vmNo, at });
  }
  if (changes.length > 0) await store.commit(changes);
  return id;
}
