import type { ConnectorState } from '@tunnel-manager/core';
import { expect, it } from 'vitest';
import { restartAndWait } from './restart-and-wait.ts';

it('does not take a connector for back that has remote rules in force', async () => {
  let nowMs = 0;
  let restarted = false;
  const state = (): ConnectorState => ({
    address: 'http://127.0.0.1:20241',
    reachable: true,
    connectorId: restarted ? 'new' : 'old',
    readyConnections: 4,
    configVersion: restarted ? 7 : -1,
    error: null,
  });
  const restart = async (): Promise<void> => {
    restarted = true;
  };
  const clock = {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const waiting = restartAndWait(restart, { observe: async () => [state()] }, clock);
  await expect(waiting).rejects.toMatchObject({ code: 'connector-unconfirmed', outcome: 'done' });
});
