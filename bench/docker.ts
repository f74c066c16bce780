import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startDockerWatcher, type DockerWatcher } from '@tunnel-manager/adapters-docker';
import { compare, type Measurement, type Section } from './measure.ts';

/** What asking Docker for 300 unchanged containers costs: the request, the parsing, the comparison. */
export async function docker(): Promise<readonly Section[]> {
  const child = fork(fileURLToPath(new URL('engine-process.ts', import.meta.url)), {
    execArgv: ['--conditions=tunnel-manager-source'],
  });
  const [hosts] = (await once(child, 'message')) as [{ steady: string; restless: string }];
  const watchers = await Promise.all([watch(hosts.steady), watch(hosts.restless)]);
  try {
    const [steady, restless] = watchers.map((watcher) => () => watcher.refresh());
    if (steady === undefined || restless === undefined) throw new Error('There is nobody to ask.');
    const looks = [
      { name: 'the same answer as before', run: steady },
      { name: 'the same, its ports in another order', run: restless },
    ];
    const rows = await compare(looks, { rounds: 7, runs: 10 });
    const costs: number[] = [];
    for (const { run } of looks) costs.push(await cpuMsOf(run));
    return [
      {
        title: 'asking for 300 unchanged containers',
        rows: rows.map((row, index): Measurement => ({ ...row, cpuMs: costs[index] })),
      },
    ];
  } finally {
    await Promise.all(watchers.map((watcher) => watcher.stop()));
    child.disconnect();
  }
}

async function watch(host: string): Promise<DockerWatcher> {
  const watcher = startDockerWatcher({
    host,
    connectors: { kind: 'host' },
    projects: { mapping: {}, known: () => [] },
    clock: { nowMs: () => Date.now() },
    onChange: () => undefined,
  });
  await watcher.refresh();
  if (watcher.view().containers.length === 0) throw new Error('The engine showed nothing.');
  return watcher;
}

const LOOKS = 60;

async function cpuMsOf(look: () => Promise<void>): Promise<number> {
  const since = process.cpuUsage();
  for (let n = 0; n < LOOKS; n += 1) await look();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000 / LOOKS;
}
