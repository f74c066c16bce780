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
  /** Whether the name exists before, and how often the story at least calls Cloudflare. */
  readonly begunWith: readonly string[];
  readonly calls: number;
}

const request = ({ core }: CoreOnStage, subdomain: string, port: number) =>
  core.as(as('demo')).requestHostname({ subdomain, port });

const stories: readonly Story[] = [
  { name: 'a request', begunWith: [], calls: 4, act: (opened, stage) => request(opened, 'app', stage.ports.demo[0]) },
  { name: 'a move', begunWith: ['app'], calls: 2, act: (opened, stage) => request(opened, 'app', stage.ports.demo[1]) },
  {
    name: 'a release',
    begunWith: ['app'],
    calls: 4,
    act: ({ core }) => core.as(as('demo')).releaseHostname({ hostname: 'app.example.com' }),
  },
];

const cells = stories.flatMap((story) => faults.map((fault) => ({ story, fault, name: story.name, kind: fault.kind })));

describe.concurrent('Cloudflare at its worst', () => {
  it.each(cells)(
    '$kind at any call of $name leaves nothing half made',
    { timeout: 60_000 },
    async ({ story, fault }) => {
      for (let nth = 1; nth <= story.calls; nth += 1) {
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
