import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restartContainer } from './restart-container.ts';
import { answer, FakeEngine } from './testing/fake-engine.ts';
import { anInspected, idOf } from './testing/recorded-answers.ts';

let engine: FakeEngine;
beforeEach(async () => {
  engine = await new FakeEngine().start();
  engine.inspections = [anInspected('cloudflared')];
});
afterEach(() => engine.remove());

const restart = (name: string) => restartContainer(engine.host, name, { graceSeconds: 7 });

describe('restartContainer', () => {
  it('restarts the container of that name, with the grace period', async () => {
    await restart('cloudflared');
    expect(engine.asked.at(-1)).toBe(`POST /containers/${idOf('cloudflared')}/restart?t=7`);
  });

  it("does not take the beginning of another container's id for a name", async () => {
    await expect(restart(idOf('cloudflared').slice(0, 12))).rejects.toMatchObject({ outcome: 'none' });
    expect(engine.count(/restart/)).toBe(0);
  });

  it.each(['missing', '', '../images', 'a b', '.'])('says that "%s" was not restarted', async (name) => {
    await expect(restart(name)).rejects.toMatchObject({ name: 'PortFailure', outcome: 'none' });
    expect(engine.count(/restart/)).toBe(0);
  });

  it('does not know how it went when the engine reports an error', async () => {
    engine.failNext(/restart$/, answer(500, { message: 'cannot stop' }));
    await expect(restart('cloudflared')).rejects.toMatchObject({ outcome: 'unknown' });
  });

  it('says that nothing was done when the engine is away', async () => {
    await engine.stop();
    await expect(restart('cloudflared')).rejects.toMatchObject({
      outcome: 'none',
      operation: 'docker.restart-container',
    });
  });
});
