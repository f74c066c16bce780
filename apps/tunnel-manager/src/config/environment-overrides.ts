import { parse, YAMLError } from 'yaml';
import type { Problem } from './configuration-error.ts';
import { nearest } from './nearest.ts';
import { configOutline, type Outline } from './outline.ts';

const PREFIX = 'TUNNEL_MANAGER_';

/** Variables with our prefix that are the command line's, not settings of the daemon. */
const NOT_SETTINGS = new Set(['TUNNEL_MANAGER_URL', 'TUNNEL_MANAGER_TOKEN']);

export interface Overridden {
  readonly document: Record<string, unknown>;
  readonly problems: readonly Problem[];
}

/**
 * The document with each `TUNNEL_MANAGER_<PATH>` laid over it; levels are separated by two underscores, and case and
 * single underscores do not matter (`HTTP__ALLOWED_HOSTS` is `http.allowedHosts`). Text settings take the value as it
 * stands, all others as YAML. A variable that names no setting is a problem, as an unknown key in the file is.
 */
export function overrideFromEnvironment(
  document: Record<string, unknown>,
  environment: Readonly<Record<string, string | undefined>>,
): Overridden {
  const result = structuredClone(document);
  const problems: Problem[] = [];
  for (const [variable, text] of Object.entries(environment).toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (!variable.startsWith(PREFIX) || NOT_SETTINGS.has(variable) || text === undefined) continue;
    const problem = lay(result, variable, text);
    if (problem) problems.push(problem);
  }
  return { document: result, problems };
}

function lay(document: Record<string, unknown>, variable: string, text: string): Problem | null {
  let outline: Outline | undefined = configOutline;
  let parent: Record<string, unknown> = document;
  const segments = variable.slice(PREFIX.length).split('__');
  for (const [index, segment] of segments.entries()) {
    const keys: string[] = [...Object.keys(outline?.properties ?? {}), ...Object.keys(parent)];
    const known = keys.find((key) => plain(key) === plain(segment));
    const open: Outline | undefined = openEnd(outline);
    const key: string | undefined = known ?? (open ? segment.toLowerCase() : undefined);
    if (key === undefined || key === '' || key === '__proto__') return unknown(variable, segment, keys);
    outline = outline?.properties?.[key] ?? open;
    if (index === segments.length - 1) {
      const value = read(text, outline);
      if (value instanceof YAMLError) return malformed(variable);
      parent[key] = value;
      return null;
    }
    const section = Object.hasOwn(parent, key) && isRecord(parent[key]) ? parent[key] : {};
    parent[key] = section;
    parent = section;
  }
  return null;
}

const plain = (key: string): string => key.replaceAll(/[_-]/g, '').toLowerCase();

const openEnd = (outline: Outline | undefined): Outline | undefined =>
  typeof outline?.additionalProperties === 'object' ? outline.additionalProperties : undefined;

function read(text: string, outline: Outline | undefined): unknown {
  if (outline?.type === 'string') return text;
  try {
    return parse(text, { maxAliasCount: 0 }) as unknown;
  } catch (error) {
    if (error instanceof YAMLError) return error;
    throw error;
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

function unknown(variable: string, segment: string, keys: readonly string[]): Problem {
  const meant = nearest(plain(segment), keys);
  const remedy = meant ? `Did you mean "${meant}" for "${segment}"?` : 'Unset it, or see the configuration reference.';
  return { path: variable, message: 'this environment variable names no setting.', remedy };
}

const malformed = (variable: string): Problem => ({
  path: variable,
  message: 'the value of this environment variable is not valid YAML.',
  remedy: 'Write lists as ["a", "b"] and numbers and booleans bare.',
});
