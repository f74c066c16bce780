import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { OriginWish } from '@tunnel-manager/core';
import type { Wanted } from './real-engine.ts';
import { freePort, serving, type RealEngine } from './real-engine.ts';

/** Where a connector may sit, in the order of the expectations. */
export const PLACES = [
  'on the host',
  'in a container on the host network',
  'in a container',
  'in a container with host-gateway',
  'in a container on the default bridge',
  'in a container on the default bridge with host-gateway',
  'in a container on an internal network',
  'in a container on an internal network with host-gateway',
] as const;

/**
 * What is expected for each place in turn: the row of the decision table that leads to an origin which answers there;
 * with `s` one that is silent, so that the probe must say no; `-` unreachable, `!` ambiguous, `z` not running. `-~` is
 * refused as an internal network is no way out, though some engines (20.10 does) let it reach the host's processes.
 */
export type Expected = readonly [string, string, string, string, string, string, string, string];

/** Something that may be asked for. */
export interface Cell {
  readonly what: string;
  readonly expected: Expected;
  /** By container name with the port inside, or by a port of the host. */
  readonly wish: OriginWish;
  /** The text that the service answers with. */
  readonly identity: string;
  /** Ports that an unwise choice would try. */
  readonly ports: readonly number[];
}

const all = (expected: string): Expected => [
  expected,
  expected,
  expected,
  expected,
  expected,
  expected,
  expected,
  expected,
];
const INSIDE = 8080;

/** Starts the connectors; the name of the one at a place is `connector-N`, and none is needed on the host. */
export async function startConnectors(engine: RealEngine): Promise<void> {
  const gateway = ['host.docker.internal:host-gateway'];
  await engine.start('connector-1', { network: 'host' });
  await engine.start('connector-2', { network: engine.name('tunnel') });
  await engine.start('connector-3', { network: engine.name('tunnel'), extraHosts: gateway });
  await engine.start('connector-4');
  await engine.start('connector-5', { extraHosts: gateway });
  await engine.start('connector-6', { network: engine.name('inside') });
  await engine.start('connector-7', { network: engine.name('inside'), extraHosts: gateway });
}

/** Starts a service for every row and says what is expected of it. `close` ends the processes on this host. */
export async function startServices(
  engine: RealEngine,
): Promise<{ readonly cells: readonly Cell[]; readonly close: () => Promise<void> }> {
  const cells: Cell[] = [];
  const servers: Server[] = [];
  const network = (short: string): string => engine.name(short);

  const byName = (
    what: string,
    short: string,
    expected: Expected,
    port = INSIDE,
    published: readonly number[] = [],
  ) => {
    const wish = { project: 'demo', port, container: engine.name(short) };
    cells.push({ what, expected, wish, identity: short, ports: [port, ...published] });
  };
  const byPort = (what: string, identity: string, port: number, expected: Expected) => {
    const wish = { project: 'demo', port, container: null };
    cells.push({ what, expected, wish, identity, ports: [port, INSIDE] });
  };
  const process = async (short: string, address: string): Promise<number> => {
    const server = createServer((_, response) => response.end(`<${short}>`)).listen(0, address);
    await once(server, 'listening');
    servers.push(server);
    return (server.address() as { port: number }).port;
  };
  const service = (short: string, wanted: Wanted = {}) =>
    engine.start(short, { run: serving(short, String(INSIDE)), ...wanted });
  const publishedAt = async (...addresses: readonly string[]) => {
    const port = await freePort();
    const publish = { [`${INSIDE}/tcp`]: addresses.map((HostIp) => ({ HostIp, HostPort: String(port) })) };
    return { port, publish };
  };

  byPort('1: a process on every address', 'open', await process('open', '0.0.0.0'), [
    '1',
    '1',
    '1',
    '1',
    '-',
    '1',
    '-~',
    '-~',
  ]);
  const shared = await freePort();
  await service('hostnet', { network: 'host', run: serving('hostnet', String(shared)) });
  byName('1: a container on the host network', 'hostnet', ['1', '1', '1', '1', '-', '1', '-~', '-~'], shared);

  byPort('2: a process on 127.0.0.1 only', 'closed', await process('closed', '127.0.0.1'), [
    '1',
    '1',
    '1s',
    '1s',
    '-',
    '1s',
    '-',
    '-',
  ]);

  await service('near', { network: network('tunnel') });
  byName('3: a container on a shared network', 'near', ['-', '-', '3', '3', '-', '-', '-', '-']);
  const remapped = await publishedAt('');
  await service('remapped', { network: network('tunnel'), publish: remapped.publish });
  byPort('3, 5, 6: a remapped port', 'remapped', remapped.port, ['5', '5', '3', '3', '-', '6', '-', '-']);
  await service('inner', { network: network('inside') });
  byName('3, 11: a container on an internal network', 'inner', ['-', '-', '-', '-', '-', '-', '3', '3']);

  await service('plain');
  byName('4: a container on the default bridge', 'plain', all('-'));

  const far = await publishedAt('');
  const farSide = await freePort();
  await service('far', {
    network: network('other'),
    publish: { ...far.publish, '8081/tcp': [{ HostIp: '', HostPort: String(farSide) }] },
  });
  byPort('5, 6: a published port elsewhere', 'far', far.port, ['5', '5', '6', '6', '-', '6', '-', '-']);
  const bridged = await publishedAt('');
  await service('bridged', { publish: bridged.publish });
  byName('5, 6: published on the default bridge', 'bridged', ['5', '5', '6', '6', '-', '6', '-', '-'], INSIDE, [
    bridged.port,
  ]);
  const own = await publishedAt(await bridgeAddress(engine));
  await service('own', { network: network('other'), publish: own.publish });
  byPort('5, 6: published on one address of the host', 'own', own.port, ['5', '5', '6', '6', '6', '6', '-', '-']);
  const deaf = await publishedAt('');
  await service('deaf', {
    network: network('tunnel'),
    publish: deaf.publish,
    run: serving('deaf', `127.0.0.1:${INSIDE}`),
  });
  byPort('5: published, but bound to 127.0.0.1 inside', 'deaf', deaf.port, [
    '5s',
    '5s',
    '3s',
    '3s',
    '-',
    '6s',
    '-',
    '-',
  ]);

  const loopback = await publishedAt('127.0.0.1');
  await service('loopback', { network: network('other'), publish: loopback.publish });
  byPort('5, 7: published on 127.0.0.1 only', 'loopback', loopback.port, ['5', '5', '-', '-', '-', '-', '-', '-']);

  await service('hidden', { network: network('other') });
  byName('8: neither published nor near', 'hidden', all('-'));
  const udp = await freePort();
  await service('udp', {
    network: network('other'),
    publish: { [`${INSIDE}/udp`]: [{ HostIp: '', HostPort: String(udp) }] },
  });
  byName('8: published for UDP only', 'udp', all('-'), INSIDE, [udp]);

  await engine.start('side', { network: `container:${engine.name('near')}`, run: serving('side', '8081') });
  byName("9: in a neighbour's network", 'side', ['-', '-', '9', '9', '-', '-', '-', '-'], 8081);
  await engine.start('farside', { network: `container:${engine.name('far')}`, run: serving('farside', '8081') });
  byName('9: in the network of one that publishes', 'farside', ['9', '9', '9', '9', '-', '9', '-', '-'], 8081, [
    farSide,
  ]);

  const idle = { network: network('tunnel') };
  await engine.create('created', { ...idle, run: serving('created', String(INSIDE)) });
  byName('10: created', 'created', all('z'));
  await (await service('exited', idle)).stop();
  byName('10: exited', 'exited', all('z'));
  await (await service('paused', idle)).pause();
  byName('10: paused', 'paused', all('z'));
  await engine.start('restarting', { ...idle, run: 'exec false', restart: 'always' });
  byName('10: restarting', 'restarting', all('z'));

  await service('none', { network: 'none' });
  byName('11: without any network', 'none', all('-'));
  await service('cutoff', { network: network('cutoff') });
  byName('11: on an internal network of its own', 'cutoff', all('-'));

  await service('victim', idle);
  await service('thief', { ...idle, aliases: [engine.name('victim')] });
  byName('12: a name that another answers to', 'victim', ['-', '-', '!', '!', '-', '-', '-', '-']);
  const twins = await freePort();
  for (const [short, HostIp] of [
    ['twin-a', '127.0.0.1'],
    ['twin-b', '127.0.0.2'],
  ] as const) {
    await service(short, { ...idle, publish: { [`${INSIDE}/tcp`]: [{ HostIp, HostPort: String(twins) }] } });
  }
  byPort('12: a port that two publish', 'twin', twins, all('!'));

  const close = async (): Promise<void> => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
  return { cells, close };
}

/** An address of this host that every engine with a default bridge has. */
async function bridgeAddress(engine: RealEngine): Promise<string> {
  const { NetworkSettings } = await engine.docker.getContainer(engine.name('plain')).inspect();
  return NetworkSettings.Networks['bridge']?.Gateway ?? '';
}
