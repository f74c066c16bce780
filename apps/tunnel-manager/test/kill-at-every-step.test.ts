import { describe, expect, it } from 'vitest';
import { startDaemonProcess, type DaemonProcess } from './daemon-process.ts';
import { setStage, violations, type Stage } from './stage.ts';

interface Story {
  readonly name: string;
  readonly prepare: (daemon: DaemonProcess, stage: Stage) => Promise<unknown>;
  readonly act: (daemon: DaemonProcess, stage: Stage) => Promise<{ status: number; body: unknown }>;
  readonly isPublicAfter: boolean;
}

const request = (daemon: DaemonProcess, port: number) =>
  daemon.ask('demo', 'POST', '/hostnames', { subdomain: 'app', port });

const stories: readonly Story[] = [
  {
    name: 'a request',
    prepare: (daemon) => daemon.ask('demo', 'DELETE', '/hostnames/app.example.com'),
    act: (daemon, stage) => request(daemon, stage.ports.demo[0]),
    isPublicAfter: true,
  },
  {
    name: 'a move',
    prepare: (daemon, stage) => request(daemon, stage.ports.demo[0]),
    act: (daemon, stage) => request(daemon, stage.ports.demo[1]),
    isPublicAfter: true,
  },
  {
    name: 'a release',
    prepare: (daemon, stage) => request(daemon, stage.ports.demo[0]),
    act: (daemon) => daemon.ask('demo', 'DELETE', '/hostnames/app.example.com'),
    isPublicAfter: false,
  },
];

const sides = ['before', 'after'] as const;
const scenes = stories.flatMap((story) =>
  sides.map((side) => ({ story, side, name: `${side} the effect of any step of ${story.name}` })),
);

describe.concurrent('kill -9 of the daemon', () => {
  it.each(scenes)('$name leaves nothing half made after a restart', { timeout: 120_000 }, async ({ story, side }) => {
    const stage = await setStage({
      foreignRecords: [{ type: 'A', name: 'hand.example.com', content: '192.0.2.1' }],
      foreignRules: [
        { hostname: 'hand.example.com', service: 'http://127.0.0.1:9', originRequest: { noTLSVerify: true } },
      ],
    });
    const steps: string[] = [];
    let outcome: Awaited<ReturnType<Story['act']>> | null = null;
    for (let step = 1; outcome === null; step += 1) {
      const daemon = await startDaemonProcess(stage, `${step}:${side}`);
      const where = `after a kill ${side} ${steps.at(-1) ?? 'nothing'}`;
      expect(violations(stage, await daemon.settled()), where).toEqual([]);
      await story.prepare(daemon, stage);
      expect(violations(stage, await daemon.settled()), where).toEqual([]);
      await daemon.arm();
      outcome = await story.act(daemon, stage).catch(() => null);
      await daemon.stop();
      if (outcome === null) steps.push(daemon.diedAt() ?? 'an unknown step');
    }
    // Every step has had its turn, and the last time nothing stood in the way.
    expect(outcome.status).toBeLessThan(300);
    expect(steps.filter((step) => step === 'store.commit').length).toBeGreaterThanOrEqual(2);
    expect(steps).toContain('ingress.replace');
    expect((await stage.visit('app.example.com')).status === 200).toBe(story.isPublicAfter);
    await stage.close();
  });
});
