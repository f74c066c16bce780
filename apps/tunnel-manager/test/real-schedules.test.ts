import { interruptPorts, seededRandom, type Random } from '@tunnel-manager/core/testing';
import type { Fault } from '@tunnel-manager/sandbox';
import { describe, expect, it } from 'vitest';
import { as, openCore, settleAll, type CoreOnStage } from './core-on-stage.ts';
import { setStage, violations, type Stage } from './stage.ts';

const FIRST_SEED = Number(process.env['SEED'] ?? 1);
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 200);
const AT_ONCE = 8;

const FAULTS: readonly Fault[] = [
  { kind: 'drop-before' },
  { kind: 'drop-after-commit' },
  { kind: 'error-page', status: 502 },
  { kind: 'success-false' },
  { kind: 'truncated-json' },
  { kind: 'stale-read', writes: 1 },
];

describe('random schedules on SQLite, HTTP and the stand-ins', () => {
  const lanes = Array.from({ length: AT_ONCE }, (_, lane) => lane);
  it(
    `leave nothing half made (seeds ${FIRST_SEED} to ${FIRST_SEED + SCHEDULES - 1})`,
    { timeout: 600_000 },
    async () => {
      await Promise.all(
        lanes.map(async (lane) => {
          for (let seed = FIRST_SEED + lane; seed < FIRST_SEED + SCHEDULES; seed += AT_ONCE) {
            expect(await playSchedule(seed), `replay with SEED=${seed} SCHEDULES=1`).toEqual([]);
          }
        }),
      );
    },
  );
});

/** Two lives that each end in the middle of something, and a third that must put everything right. */
async function playSchedule(seed: number): Promise<readonly string[]> {
  const random = seededRandom(seed);
  const stage = await setStage({
    seed,
    foreignRecords: [{ type: 'CNAME', name: 'name-0.example.com', content: 'elsewhere.example' }],
    foreignRules: [{ hostname: 'name-1.example.com', path: '/api', service: 'http://127.0.0.1:9' }],
  });
  for (let life = 0; life < 2; life += 1) await liveUntilDeath(stage, random);
  stage.world.faults.clear();
  const last = await openCore(stage);
  await last.core.refreshDomains();
  await settleAll(last);
  const found = violations(stage, await last.recorded());
  await last.store.close();
  await stage.close();
  return found;
}

async function liveUntilDeath(stage: Stage, random: Random): Promise<void> {
  const deadlyCall = random.integer(45) + 1;
  const side = random.pick(['before', 'after'] as const);
  let died = new Promise<void>(() => undefined);
  const opened = await openCore(stage, (ports) => {
    const broken = interruptPorts(ports, ({ call, when }) =>
      call === deadlyCall && when === side ? { kind: 'death' } : null,
    );
    died = broken.died;
    return broken.ports;
  });
  const rate = random.pick([0, 0.05, 0.2]);
  for (const fault of FAULTS) stage.world.faults.add({ match: { probability: rate / FAULTS.length }, fault });
  const work = async (): Promise<void> => {
    await opened.core.refreshDomains().catch(() => undefined);
    const commands = Array.from({ length: random.integer(6) + 1 }, () => command(random, opened, stage));
    await Promise.allSettled(commands.map((run) => run()));
  };
  await Promise.race([work(), died]);
  stage.world.faults.clear();
  await opened.store.close();
}

function command(random: Random, { core }: CoreOnStage, stage: Stage): () => Promise<unknown> {
  const owner = random.pick(['demo', 'other'] as const);
  const manager = core.as(as(owner));
  const subdomain = `name-${random.integer(5)}`;
  const port = owner === 'demo' ? random.pick(stage.ports.demo) : stage.ports.other;
  return random.pick([
    () => manager.requestHostname({ subdomain, port }),
    () => manager.requestHostname({ subdomain, port }),
    () => manager.releaseHostname({ hostname: `${subdomain}.example.com` }),
    () => core.settle(),
  ]);
}
