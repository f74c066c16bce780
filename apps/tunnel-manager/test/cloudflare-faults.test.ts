import type { Fault } from '@tunnel-manager/sandbox';
import { describe, expect, it } from 'vitest';
import { as, openCore, settleAll, type CoreOnStage } from './core-on-stage.ts';
import { setStage, violations, type Stage } from './stage.ts';

const faults: readonly Fault[] = [
  { kind: 'drop-before' },
  { kind: 'drop-after-commit' },
  { kind: 'error-page', status: 502 },
  { kind: 'error-page', status: 500 },
  { kind: 'success-false' },
  { kind: 'truncated-json' },
  { kind: 'slow-body', ms: 1000 },
  { kind: 'hang' },
  { kind: 'rate-limit', retryAfter: 1 },
  { kind: 'stale-read', writes: 2 },
  { kind: 'latency', ms: 20 },
];

interface Story {
  readonly name: string;
  readonly act: (opened: CoreOnStage, stage: Stage) => Promise<unknown>;
  /** The names that exist before. */
  readonly begunWith: readonly string[];
  /** The writes that it cannot do without, so that the test knows that it broke them. */
  readonly writes: readonly string[];
}

const request = ({ core }: CoreOnStage, subdomain: string, port: number) =>
  core.as(as('demo')).requestHostname({ subdomain, port });

const stories: readonly Story[] = [
  {
    name: 'a request',
    begunWith: [],
    writes: ['PUT', 'POST'],
    act: (opened, stage) => request(opened, 'app', stage.ports.demo[0]),
  },
  {
    name: 'a move',
    begunWith: ['app'],
    writes: ['PUT'],
    act: (opened, stage) => request(opened, 'app', stage.ports.demo[1]),
  },
  {
    name: 'a release',
    begunWith: ['app'],
    writes: ['DELETE', 'PUT'],
    act: ({ core }) => core.as(as('demo')).releaseHostname({ hostname: 'app.example.com' }),
  },
];

const cells = stories.flatMap((story) => faults.map((fault) => ({ story, fault, name: story.name, kind: fault.kind })));

describe.concurrent('Cloudflare at its worst', () => {
  it.each(cells)(
    '$kind at any call of $name leaves nothing half made',
    { timeout: 60_000 },
    async ({ story, fault }) => {
      const broken: string[] = [];
      // Until there is nothing left to break: then every call has had its turn.
      for (let nth = 1; broken.length === nth - 1; nth += 1) {
        const stage = await setStage({
          foreignRecords: [{ type: 'A', name: 'hand.example.com', content: '192.0.2.1' }],
          foreignRules: [{ hostname: 'hand.example.com', service: 'http://127.0.0.1:9' }],
        });
        const opened = await openCore(stage);
        await opened.core.refreshDomains();
        for (const name of story.begunWith) await request(opened, name, stage.ports.demo[0]);
        stage.world.journal.clear();
        stage.world.faults.add({ match: { nth }, fault });
        // A refusal or a failure are both fine answers here, but there must be one.
        const answer = await story.act(opened, stage).catch((error: unknown) => error);
        expect(answer).toSatisfy((given: object) => 'ok' in given || 'advice' in given);
        const faulty = stage.world.journal
          .entries()
          .map(({ method, fault: hit }) => `${method}${hit === null ? '' : ` (${hit})`}`);
        const hit = stage.world.journal.entries().find((entry) => entry.fault !== null);
        if (hit !== undefined) broken.push(hit.method);
        stage.world.faults.clear();
        if (fault.kind === 'rate-limit') await new Promise((resolve) => setTimeout(resolve, 1100));
        await settleAll(opened);
        expect(violations(stage, await opened.recorded()), faulty.join(', ')).toEqual([]);
        const again = await story.act(opened, stage);
        const isDone = story.name !== 'a release' ? { ok: true } : {};
        expect(again, faulty.join(', ')).toMatchObject(isDone);
        expect(violations(stage, await opened.recorded()), faulty.join(', ')).toEqual([]);
        await opened.store.close();
        await stage.close();
      }
      expect(broken).toEqual(expect.arrayContaining([...story.writes]));
    },
  );

  it('raises an alarm when somebody edits the configuration between its read and its write', async () => {
    const stage = await setStage();
    const opened = await openCore(stage);
    await opened.core.refreshDomains();
    stage.world.faults.add({ match: { path: 'configurations' }, fault: { kind: 'version-jump' } });
    expect(await request(opened, 'app', stage.ports.demo[0])).toMatchObject({ ok: true });
    stage.world.faults.clear();
    // There is no compare-and-set at Cloudflare: what came in between is lost, but never without a word.
    const { items } = await opened.store.audit({ action: 'ingress.overwritten' }, { limit: 10 });
    expect(items.length).toBeGreaterThan(0);
    await opened.store.close();
    await stage.close();
  });
});
