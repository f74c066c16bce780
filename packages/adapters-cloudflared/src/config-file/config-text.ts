import { canonicalJson, textOf, type IngressDocument, type IngressRule } from '@tunnel-manager/core';
import { isMap, isSeq, parseDocument, YAMLSeq, type Document, type Node } from 'yaml';
import { commentsIn, rehomeAnchors } from './removed-nodes.ts';

/** A configuration file's text is no usable YAML; `message` says where and why. */
export class MalformedConfig extends Error {
  override readonly name = 'MalformedConfig';
}

/** What a configuration file says. Throws `MalformedConfig`; a file without `ingress` has no rules. */
export function readConfigText(text: string): IngressDocument {
  return valueOf(parse(text));
}

/**
 * The text with these rules in place of its own. Rules that are in both keep their text; a rule of a known hostname and
 * path keeps everything that it does not change. Comments, order, anchors and every other key stay; a comment above a
 * rule that goes is kept for the one after it. Throws `MalformedConfig` when the result would not say what it should.
 */
export function editConfigText(text: string, rules: readonly IngressRule[]): string {
  const document = parse(text);
  const before = valueOf(document);
  const sequence = sequenceOf(document);
  const edited = edit(sequence, before.ingress, rules, document);
  const result = restoreLineEnds(text, document.toString({ ...styleOf(text), lineWidth: 0 }));
  // The library is trusted with the layout, never with the meaning.
  if (!isSame(readConfigText(result), { ...before, ingress: rules })) {
    throw new MalformedConfig(`it could not be changed without changing more than ${edited} of its rules`);
  }
  return result;
}

function parse(text: string): Document.Parsed {
  const document = parseDocument(text, { merge: true });
  const [error] = document.errors;
  if (error !== undefined) throw new MalformedConfig(error.message.split('\n')[0] ?? 'it is no YAML');
  if (document.contents !== null && !isMap(document.contents)) throw new MalformedConfig('it is no list of settings');
  return document;
}

function valueOf(document: Document.Parsed): IngressDocument {
  try {
    // The library counts how far aliases would unfold and throws before they fill the memory.
    const value = (document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {}) as Record<string, unknown>;
    return { ...value, ingress: rulesOf(value['ingress']) };
  } catch (error) {
    throw new MalformedConfig(error instanceof Error ? error.message : String(error));
  }
}

/** Thousands of rules may share one set of defaults; an attack needs a million times more. */
const MOST_ALIASES = 10_000;

/** Where cloudflared wants text it also takes a number or a boolean, and reads what is written there. */
function rulesOf(found: unknown): IngressDocument['ingress'] {
  if (!Array.isArray(found)) return (found ?? []) as IngressDocument['ingress'];
  return found.map((rule: unknown) => (isMapping(rule) ? { ...rule, ...textsOf(rule) } : rule) as IngressRule);
}

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsOf = (rule: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['hostname', 'path', 'service']
      .filter((key) => typeof rule[key] === 'number' || typeof rule[key] === 'boolean')
      .map((key) => [key, textOf(rule[key])]),
  );

/** The node of the rules, made when the file has none yet. */
function sequenceOf(document: Document.Parsed): YAMLSeq {
  const found = document.get('ingress', true);
  if (isSeq(found)) return found;
  if (found !== undefined && document.get('ingress') !== null) throw new MalformedConfig('`ingress` is no plain list');
  const made = new YAMLSeq();
  document.set('ingress', made);
  return made;
}

function edit(
  sequence: YAMLSeq,
  before: readonly IngressRule[],
  rules: readonly IngressRule[],
  document: Document.Parsed,
): number {
  const nodes = [...sequence.items] as Node[];
  const free = new Set(nodes.keys());
  const sameText = placesBy(before, canonicalJson);
  const sameName = placesBy(before, nameOf);
  const kept = rules.map((rule) => take(free, sameText.get(canonicalJson(rule))));
  const items = rules.map((rule, index) => {
    const place = kept[index] ?? take(free, sameName.get(nameOf(rule)));
    const [node, old] = place === null ? [] : [nodes[place], before[place]];
    if (node === undefined || old === undefined) return document.createNode(rule);
    return kept[index] === null ? rewrite(node, old, rule, document) : node;
  });
  handOnComments(sequence, nodes, free, items);
  sequence.items = items;
  rehomeAnchors(
    document,
    [...free].flatMap((place) => nodes[place] ?? []),
  );
  return kept.filter((place) => place === null).length;
}

const nameOf = ({ hostname, path }: IngressRule): string => canonicalJson([hostname ?? '', path ?? '']);

/** Where each rule stands; there may be thousands, so none is searched for. */
function placesBy(rules: readonly IngressRule[], key: (rule: IngressRule) => string): ReadonlyMap<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [place, rule] of rules.entries()) places.set(key(rule), [...(places.get(key(rule)) ?? []), place]);
  return places;
}

function take(free: Set<number>, places: readonly number[] = []): number | null {
  return places.find((place) => free.delete(place)) ?? null;
}

/** Sets only the keys that differ, so that comments and quoting within the rule stay. */
function rewrite(node: Node, old: IngressRule, rule: IngressRule, document: Document.Parsed): Node {
  if (!isMap(node)) return document.createNode(rule);
  for (const key of Object.keys(old)) if (!(key in rule)) node.delete(key);
  for (const [key, value] of Object.entries(rule)) if (!isSame(old[key], value)) node.set(key, value);
  return node;
}

/**
 * What stood above a rule that goes, or above the first one, stays above the rule that it now precedes. So do the
 * comments within one that goes: the library counts those above the next rule among them when they are indented deeper.
 */
function handOnComments(
  sequence: YAMLSeq,
  nodes: readonly Node[],
  gone: ReadonlySet<number>,
  items: readonly Node[],
): void {
  const [first] = nodes;
  if (first !== undefined && items[0] !== first && sequence.commentBefore) {
    first.commentBefore = joined(sequence.commentBefore, first.commentBefore);
    sequence.commentBefore = null;
  }
  for (const index of gone) {
    const removed = nodes[index];
    const comment = removed === undefined ? '' : commentsIn(removed);
    if (comment === '') continue;
    const heir = nodes.find((node, place) => place > index && !gone.has(place) && items.includes(node));
    if (heir === undefined) sequence.comment = joined(comment, sequence.comment);
    else heir.commentBefore = joined(comment, heir.commentBefore);
  }
}

const joined = (above: string, below: string | null | undefined): string => (below ? `${above}\n${below}` : above);

/** The indentation that the file has now, as far as the library can be told of it. */
function styleOf(text: string): { indentSeq: boolean; indent: number } {
  const indent =
    /^(?:[\w'"-]+):[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*( +)(?=[^\s#-])/m.exec(text)?.[1]?.length ?? 2;
  return { indentSeq: !/^ingress:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)*- /m.test(text), indent };
}

const restoreLineEnds = (original: string, text: string): string =>
  original.includes('\r\n') ? text.replaceAll(/\r?\n/g, '\r\n') : text;

const isSame = (a: unknown, b: unknown): boolean => canonicalJson({ a }) === canonicalJson({ a: b });
