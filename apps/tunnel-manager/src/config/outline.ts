import { z } from 'zod';
import { configSchema } from './schema.ts';

/** A setting as JSON Schema describes it: enough to find keys, types, defaults and descriptions. */
export interface Outline {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Outline>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Outline | boolean;
  readonly items?: Outline;
  readonly anyOf?: readonly Outline[];
}

/** The configuration as an operator writes it. */
export const configOutline = z.toJSONSchema(configSchema, { io: 'input', reused: 'inline' }) as Outline;

/** The part of the outline at a path; undefined where the configuration has no such setting. */
export function outlineAt(path: readonly PropertyKey[]): Outline | undefined {
  return path.reduce<Outline | undefined>((outline, key) => outline && child(outline, key), configOutline);
}

function child(outline: Outline, key: PropertyKey): Outline | undefined {
  if (typeof key === 'number') return outline.items;
  const named = outline.properties?.[String(key)];
  if (named) return named;
  return typeof outline.additionalProperties === 'object' ? outline.additionalProperties : undefined;
}
