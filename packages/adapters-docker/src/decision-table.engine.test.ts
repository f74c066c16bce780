import { planOrigin, type OriginPlan, type RuntimeView } from '@tunnel-manager/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { aWatcher, type WatchedEngine } from './testing/a-watcher.ts';
import { PLACES, startConnectors, startServices, type Cell } from './testing/decision-table.ts';
import { isLeftOut, needsEngine, RealEngine } from './testing/real-engine.ts';

/** What does not answer takes three seconds to say so. */
const CELLS_AT_A_TIME = 6;

let engine: RealEngine;
let cells: readonly Cell[] = [];
let closeServices = async (): Promise<void> => undefined;
const watchers: WatchedEngine[] = [];

beforeAll(async () => {
  if (isLeftOut) return;
  engine = await RealEngine.open();
  for (const short of ['tunnel', 'other']) await engine.createNetwork(short);
  for (const short of ['inside', 'cutoff']) await engine.createNetwork(short, { internal: true });
  await startConnectors(engine);
  ({ cells, close: closeServices } = await startServices(engine));
  for (const at of PLACES.keys()) {
    const docker = { kind: 'docker', containers: [engine.name(`connector-${at}`)] } as const;
    watchers.push(aWatcher(engine.host, { connectors: at === 0 ? { kind: 'host' } : docker }));
    // It runs for moments in between, ever more rarely.
    await watchers[at]!.until(isRestarting, 30_000);
  }
}, 180_000);

afterAll(async () => {
  for (const { watcher } of watchers) await watcher.stop();
  await closeServices();
  if (!isLeftOut) await engine.remove();
}, 120_000);

const isRestarting = ({ containers }: RuntimeView): boolean =>
  containers.some(({ name, state }) => name === engine.name('restarting') && state === 'restarting');

/** What answers at these addresses, as the connector at a place sees it; each gets three seconds. */
async function heard(at: number, urls: readonly string[]): Promise<string> {
  if (at === 0) return (await Promise.all(urls.map(ask))).join('\n');
  const asked = urls.map((url) => `timeout 3 wget -q -O - '${url}' 2>/dev/null &`);
  return engine.run(`connector-${at}`, `${asked.join(' ')} wait`);
}

const ask = async (url: string): Promise<string> =>
  fetch(url, { signal: AbortSignal.timeout(3000) }).then(
    (response) => response.text(),
    () => '',
  );

/** As a request does it: the first candidate that answers where this host can look. */
async function firstThatAnswers({ candidates }: OriginPlan): Promise<string | null> {
  for (const { origin, probeAt } of candidates) if ((await ask(probeAt)) !== '') return origin;
  return null;
}

/** What somebody might try who does not know where the connector sits. */
const guesses = ({ ports, wish }: Cell, at: number): readonly string[] => {
  const { connectors } = watchers[at]!.watcher.view();
  const gateways = connectors.flatMap((place) => (place.kind === 'container' ? place.gateways : []));
  const hosts = ['127.0.0.1', '[::1]', 'host.docker.internal', ...gateways.map(({ ipAddress }) => ipAddress)];
  return [...hosts, ...(wish.container === null ? [] : [wish.container])].flatMap((host) =>
    ports.map((port) => `http://${host}:${port}/`),
  );
};

/** What becomes of a wish, in the words of the expectations. */
async function verdict(cell: Cell, at: number): Promise<string> {
  const view = await watchers[at]!.until(({ connectors }) => connectors.length === 1, 30_000);
  const plan = planOrigin(cell.wish, view);
  const answers = async (urls: readonly string[]): Promise<boolean> =>
    (await heard(at, urls)).includes(`<${cell.identity}>`);
  if (!plan.ok) {
    const letter = LETTERS[plan.refusal.code] ?? plan.refusal.code;
    return letter !== '!' && (await answers(guesses(cell, at))) ? `${letter}~` : letter;
  }
  const { row, candidates } = plan.value;
  const origin = await firstThatAnswers(plan.value);
  if (origin !== null) return (await answers([`${origin}/`])) ? String(row) : `${row}, but silent from there`;
  const isHeard = await answers([...candidates.map((one) => `${one.origin}/`), ...guesses(cell, at)]);
  return isHeard ? `${row}s~` : `${row}s`;
}

const LETTERS: Readonly<Record<string, string>> = {
  'origin-unreachable': '-',
  'origin-ambiguous': '!',
  'origin-not-running': 'z',
};

beforeEach(needsEngine);

describe('planOrigin on a real engine', () => {
  it.each(PLACES.map((place, at) => ({ place, at })))(
    'chooses for a connector $place what answers there, and refuses what does not',
    async ({ at }) => {
      const waiting = [...cells];
      const verdicts: Record<string, string> = {};
      while (waiting.length > 0) {
        const batch = waiting.splice(0, CELLS_AT_A_TIME).map(async (cell) => {
          const found = await verdict(cell, at);
          // Not every engine leaves an internal network that way out.
          verdicts[cell.what] = cell.expected[at] === '-~' && found === '-' ? '-~' : found;
        });
        await Promise.all(batch);
      }
      expect(verdicts).toEqual(Object.fromEntries(cells.map(({ what, expected }) => [what, expected[at]])));
      expect(cells.length).toBeGreaterThan(20);
    },
    180_000,
  );

  it('refuses when the connector is not there', async () => {
    const lost = aWatcher(engine.host, { connectors: { kind: 'docker', containers: ['cloudflared-missing'] } });
    const view = await lost.until(({ stale }) => !stale);
    await lost.watcher.stop();
    expect(planOrigin(cells[0]!.wish, view)).toMatchObject({ ok: false, refusal: { code: 'topology-unknown' } });
  });

  it('shows why an alias that another container took is refused: its name leads to both', async () => {
    const { containers } = watchers[2]!.watcher.view();
    const addresses = ['victim', 'thief'].map(
      (short) => containers.find(({ name }) => name === engine.name(short))?.networks[0]?.ipAddress ?? 'none',
    );
    const answer = await engine.run('connector-2', `nslookup ${engine.name('victim')}`);
    for (const address of addresses) expect(answer).toContain(address);
  });
});
