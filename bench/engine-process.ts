import process from 'node:process';
import { FakeEngine } from '../packages/adapters-docker/src/testing/fake-engine.ts';
import { aListed, anInspected } from '../packages/adapters-docker/src/testing/recorded-answers.ts';

/**
 * Two engines in a process of their own, so that only the asking is measured: one answers the same bytes every time,
 * the other lists the ports of its containers in another order each time, as Docker may. Reports where they listen.
 */
const CONTAINERS = 300;
const names = Array.from({ length: CONTAINERS }, (_, n) => `web-${n}`);
const PORTS = [
  { IP: '0.0.0.0', PrivatePort: 80, PublicPort: 3000, Type: 'tcp' },
  { PrivatePort: 9090, Type: 'tcp' },
] as const;

const listed = (ports: readonly (typeof PORTS)[number][]) => names.map((name) => aListed(name, { Ports: ports }));
const orders = [listed(PORTS), listed(PORTS.toReversed())];

async function engine(orderOf: (turn: number) => number): Promise<string> {
  const started = await new FakeEngine().start();
  started.inspections = names.map((name) => anInspected(name));
  let turn = 0;
  Object.defineProperty(started, 'containers', { get: () => orders[orderOf((turn += 1))] });
  process.on('disconnect', () => void started.remove());
  return started.host;
}

process.send?.({ steady: await engine(() => 0), restless: await engine((turn) => turn % 2) });
