import { systemCaller, type StoreHealth } from '@tunnel-manager/core';
import type { Credential } from '../auth/credential.ts';
import type { Composition } from '../composition-root.ts';
import type { Front, Log } from '../contract/front.ts';

/** What the edges see of a composed daemon. */
export function createFront(
  { core, store }: Pick<Composition, 'core' | 'store'>,
  about: { readonly vm: string; readonly credentials: () => readonly Credential[]; readonly log: Log },
): Front {
  let probe: Promise<StoreHealth> | undefined;
  return {
    ...about,
    as: (caller) => core.as(caller),
    recordRefusal: (caller, action, refusal, hostname) => core.recordRefusal(caller, action, refusal, hostname),
    tunnelStatus: async () => {
      const outcome = await core.as(systemCaller('status-page')).status();
      return outcome.ok ? outcome.value.status : 'unknown';
    },
    // The probe writes, and anybody may ask for it: those who ask at the same time share one.
    ready: () =>
      (probe ??= store.probe().finally(() => {
        probe = undefined;
      })),
  };
}
