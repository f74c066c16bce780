import { describe, expect, it } from 'vitest';
import { PortFailure } from '../ports/port-failure.ts';
import { StoreUnavailable } from '../ports/store-errors.ts';
import {
  createTestWorld,
  findViolations,
  interruptPorts,
  project,
  seededRandom,
  type Happening,
  type Moment,
  type Random,
} from '../testing/index.ts';
import type { Core } from './core.ts';

const FIRST_SEED = Number(process.env['SEED'] ?? 1);
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 200);

describe('random schedules of commands, faults and crashes', () => {
  it(`leave nothing half made (seeds ${FIRST_SEED} to ${FIRST_SEED + SCHEDULES - 1})`, async () => {
    for (let seed = FIRST_SEED; seed < FIRST_SEED + SCHEDULES; seed += 1) {
      expect(await playSchedule(seed), `replay with SEED=${seed} SCHEDULES=1`).toEqual([]);
    }
  });
});

async function playSchedule(seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const world = await createTestWorld();
  const { cloudflare } = world;
  cloudflare.addRecord({ name: 'name-0.example.com', type: 'A', content: '192.0.2.7' });
  cloudflare.addRule({ hostname: 'name-1.example.com', path: '/api', service: 'http://127.0.0.1:9' });
  cloudflare.addRule({ hostname: '*.example.org', service: 'http://127.0.0.1:10' });
  const foreign = structuredClone({ records: cloudflare.records, rules: cloudflare.document.ingress });

  const lagRate = random.pick([0, 0.2]);
  cloudflare.lags = () => random.chance(lagRate);

  for (let life = 0; life < 3; life += 1) {
    const faultRate = random.pick([0, 0.02, 0.1, 0.3]);
    const lastCall = random.integer(60) + 1;
    const broken = interruptPorts(world.ports, (moment) => disturb(random, moment, faultRate, lastCall));
    const core = world.restart(broken.ports);
    const commands = Array.from({ length: random.integer(8) + 1 }, () => command(random, core));
    await Promise.race([Promise.allSettled(commands.map((run) => run())), broken.died]);
    if (random.chance(0.3)) world.clock.advance(120_000);
  }
  const core = world.restart();
  for (let pass = 0; pass < 5; pass += 1) {
    await core.settle();
    world.clock.advance(300_000);
  }
  return findViolations(world, foreign);
}

function command(random: Random, core: Core): () => Promise<unknown> {
  const owner = random.pick(['demo', 'other']);
  const tunnels = core.as(project(owner));
  const name = `name-${random.integer(5)}`;
  const port = (owner === 'demo' ? 3000 : 3100) + random.integer(3);
  const expiresInSeconds = random.chance(0.2) ? 60 : undefined;
  return random.pick([
    () => tunnels.requestHostname({ subdomain: name, port, expiresInSeconds }),
    () => tunnels.requestHostname({ subdomain: name, port }),
    () => tunnels.releaseHostname({ hostname: `${name}.example.com` }),
    () => core.settle(),
  ]);
}

function disturb(random: Random, { call, name, when }: Moment, faultRate: number, lastCall: number): Happening | null {
  if (call === lastCall && when === random.pick(['before', 'after'])) return { kind: 'death' };
  if (!random.chance(faultRate / 2)) return null;
  if (name.startsWith('store.')) {
    return when === 'before' ? { kind: 'failure', error: new StoreUnavailable('The disk is full.') } : null;
  }
  const outcome = when === 'before' ? random.pick(['none', 'unknown'] as const) : 'unknown';
  const about = {
    operation: name,
    code: 'cloudflare-unavailable',
    message: 'Cloudflare is away.',
    advice: 'Wait.',
  } as const;
  return { kind: 'failure', error: new PortFailure({ ...about, outcome }) };
}
