import { describe, expect, it } from 'vitest';
import { PortFailure } from '../ports/port-failure.ts';
import { StoreUnavailable } from '../ports/store-errors.ts';
import type { Core } from './core.ts';
import {
  createTestWorld,
  demo,
  findViolations,
  interruptPorts,
  type ForeignThings,
  type Happening,
  type Moment,
  type TestWorld,
} from '../testing/index.ts';

interface Story {
  readonly name: string;
  readonly before: (core: Core) => Promise<unknown>;
  readonly act: (core: Core) => Promise<unknown>;
}

const ask = (core: Core, subdomain: string, port: number) => core.as(demo).requestHostname({ subdomain, port });

const stories: readonly Story[] = [
  { name: 'a request', before: async () => undefined, act: (core) => ask(core, 'app', 3000) },
  { name: 'a move', before: (core) => ask(core, 'app', 3000), act: (core) => ask(core, 'app', 3001) },
  {
    name: 'a release',
    before: (core) => ask(core, 'app', 3000),
    act: (core) => core.as(demo).releaseHostname({ hostname: 'app.example.com' }),
  },
];

/** A store knows only "not applied"; Cloudflare can also leave it open. */
const failed = (name: string, outcome: 'none' | 'unknown'): Happening => ({
  kind: 'failure',
  error: name.startsWith('store.')
    ? new StoreUnavailable('The disk is full.')
    : new PortFailure({
        operation: name,
        code: 'cloudflare-unavailable',
        message: 'Cloudflare did not answer.',
        advice: 'Try again.',
        outcome,
      }),
});

interface Mishap {
  readonly name: string;
  readonly when: Moment['when'];
  readonly what: (call: string) => Happening;
}

const mishaps: readonly Mishap[] = [
  { name: 'the process dies before', when: 'before', what: () => ({ kind: 'death' }) },
  { name: 'the process dies after', when: 'after', what: () => ({ kind: 'death' }) },
  { name: 'Cloudflare refuses', when: 'before', what: (call) => failed(call, 'none') },
  { name: 'the answer is lost before the effect of', when: 'before', what: (call) => failed(call, 'unknown') },
  { name: 'the answer is lost after the effect of', when: 'after', what: (call) => failed(call, 'unknown') },
];

const at =
  (call: number, { when, what }: Mishap) =>
  (moment: Moment): Happening | null =>
    moment.call === call && moment.when === when ? what(moment.name) : null;

describe.each(stories)('$name', (story) => {
  it.each(mishaps)('ends well although $name any one of its steps', async (mishap) => {
    let interrupted = true;
    for (let call = 1; interrupted; call += 1) {
      const world = await createTestWorld();
      const foreign = plantForeignThings(world);
      await story.before(world.core);
      const broken = interruptPorts(world.ports, at(call, mishap));
      await Promise.race([story.act(world.restart(broken.ports)).catch(() => undefined), broken.died]);
      interrupted = broken.calls().length >= call;
      const where = `${mishap.name} ${broken.calls()[call - 1]} (call ${call})`;

      const core = world.restart();
      expect(await settleAll(world, core), where).toBe(0);
      expect(await findViolations(world, foreign), where).toEqual([]);
      // Asking again ends in what was wanted, whatever came of the first time.
      expect(await story.act(core), where).toMatchObject(story.name === 'a release' ? {} : { ok: true });
      expect(await findViolations(world, foreign), where).toEqual([]);
    }
  });
});

describe('settling', () => {
  it.each(mishaps)('can itself be broken off and taken up again when $name any one of its steps', async (mishap) => {
    let interrupted = true;
    for (let call = 1; interrupted; call += 1) {
      const world = await createTestWorld();
      const foreign = plantForeignThings(world);
      // The crash comes right after the record was made, so the claim has to be finished.
      const crash = interruptPorts(world.ports, ({ name, when }) =>
        name === 'dns.createCname' && when === 'after' ? { kind: 'death' } : null,
      );
      await Promise.race([ask(world.restart(crash.ports), 'app', 3000), crash.died]);
      const broken = interruptPorts(world.ports, at(call, mishap));
      await Promise.race([
        world
          .restart(broken.ports)
          .settle()
          .catch(() => undefined),
        broken.died,
      ]);
      interrupted = broken.calls().length >= call;
      expect(await settleAll(world, world.restart())).toBe(0);
      expect(await findViolations(world, foreign), `call ${call} of ${broken.calls().join(' ')}`).toEqual([]);
    }
  });
});

function plantForeignThings({ cloudflare }: TestWorld): ForeignThings {
  cloudflare.addRecord({ name: 'hand.example.com' });
  cloudflare.addRule({
    hostname: 'hand.example.com',
    service: 'http://127.0.0.1:9',
    originRequest: { noTLSVerify: true },
  });
  cloudflare.addRule({ hostname: '*.example.com', service: 'http://127.0.0.1:10' });
  return structuredClone({ records: cloudflare.records, rules: cloudflare.document.ingress });
}

/** As the daemon does: again and again until nothing is left, but not for ever. */
async function settleAll(world: TestWorld, core: Core): Promise<number> {
  let left = Number.POSITIVE_INFINITY;
  for (let pass = 0; pass < 5 && left > 0; pass += 1) {
    left = await core.settle();
    world.clock.advance(60_000);
  }
  return left;
}
