import { isDeepStrictEqual } from 'node:util';
import type { JournalEntry } from './journal.ts';
import type { SandboxWorld } from './sandbox-world.ts';
import type { RecordState, TunnelState, WorldState } from './world/state.ts';

/**
 * What must hold of a world that has come to rest, whatever was killed, dropped or edited on the way. An empty list
 * when it all holds, else one sentence for each violation.
 */
export function checkInvariants({ world, journal, cloudflare }: SandboxWorld): readonly string[] {
  const { state } = world;
  const tunnel = world.tunnel(cloudflare.tunnelId);
  return [
    ...foreignRecordsTouched(state),
    ...foreignRulesTouched(state, tunnel),
    ...rulesTwice(tunnel),
    ...recordsTwice(state),
    ...orphans(state, tunnel),
    ...overBudget(journal.entries()),
  ];
}

const allRecords = (state: WorldState): readonly RecordState[] => state.zones.flatMap(({ records }) => records);

function foreignRecordsTouched(state: WorldState): readonly string[] {
  const present = new Map(allRecords(state).map((record) => [record.id, record]));
  return state.foreign.records
    .filter((record) => !isDeepStrictEqual(present.get(record.id), record))
    .map(({ type, name, id }) => `The foreign ${type} record ${name} was ${present.has(id) ? 'changed' : 'deleted'}.`);
}

/** Foreign rules stand unchanged and in their order, the one that catches all last; other settings are as they were. */
function foreignRulesTouched(state: WorldState, { config }: TunnelState): readonly string[] {
  const { ingress = [], ...settings } = config ?? {};
  const { rules } = state.foreign;
  const places = rules.map((rule) => ingress.findIndex((present) => isDeepStrictEqual(present, rule)));
  const gone = rules.filter((_rule, index) => places[index] === -1);
  const inOrder = places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));
  return [
    ...gone.map(({ hostname, service }) => `The foreign rule ${hostname || '*'} to ${service} is gone or changed.`),
    ...(gone.length > 0 || inOrder ? [] : ['The foreign rules are in another order.']),
    ...(gone.length > 0 || places.at(-1) === ingress.length - 1 ? [] : ['A rule comes after the foreign last one.']),
    ...(isDeepStrictEqual(settings, state.foreign.settings) ? [] : ['The settings beside the rules were changed.']),
  ];
}

function rulesTwice({ config }: TunnelState): readonly string[] {
  return repeated((config?.ingress ?? []).map(({ hostname, path }) => `${hostname ?? ''}${path ?? ''}`)).map(
    (name) => `More than one rule is for ${name}.`,
  );
}

function recordsTwice(state: WorldState): readonly string[] {
  const names = allRecords(state)
    .filter(({ content }) => content.endsWith(TUNNEL_SUFFIX))
    .map(({ name }) => name);
  return repeated(names).map((name) => `More than one record leads ${name} into a tunnel.`);
}

/** A public name that the product made and that nothing serves. */
function orphans(state: WorldState, { config }: TunnelState): readonly string[] {
  const served = new Set((config?.ingress ?? []).map(({ hostname }) => hostname));
  return allRecords(state)
    .filter(({ comment, name }) => comment?.startsWith(MARK) === true && !served.has(name))
    .map(({ name }) => `The record ${name} is the product's, but no rule serves it.`);
}

/** The budget that the product sets itself, below Cloudflare's 1,200 requests in five minutes. */
function overBudget(entries: readonly JournalEntry[]): readonly string[] {
  const times = entries.map(({ at }) => at).sort((a, b) => a - b);
  const over = times.some((at, index) => at - (times[index - BUDGET] ?? -Infinity) < WINDOW_MS);
  return over ? [`More than ${BUDGET} requests came in five minutes.`] : [];
}

const repeated = (items: readonly string[]): readonly string[] => [
  ...new Set(items.filter((item, index) => items.indexOf(item) !== index)),
];

const TUNNEL_SUFFIX = '.cfargotunnel.com';

/** How the comment of each record begins that the product makes. */
const MARK = 'tm1 ';

const BUDGET = 1000;
const WINDOW_MS = 300_000;
