import type { AuditAction, Outcome, TunnelManager } from '@tunnel-manager/core';
import type { z } from 'zod';
import type { Front } from '../contract/front.ts';

type Fields = z.ZodObject;
type Values<F extends Fields | undefined> = F extends Fields ? z.output<F> : unknown;

/** One operation of the API as data: the dispatcher, the OpenAPI document and the isolation tests all read it. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With its parameters in braces, as OpenAPI writes them. */
  readonly path: string;
  readonly summary: string;
  /** For whom it is: the core refuses everybody else, and here the documentation and the tests learn of it. */
  readonly adminOnly: boolean;
  /** As what the audit log knows an attempt that the edge refuses; null for reads that are not audited. */
  readonly action: AuditAction | null;
  readonly params?: Fields;
  readonly query?: Fields;
  readonly body?: Fields;
  /** The body of each status that means success. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  readonly call: (
    manager: TunnelManager,
    input: Input<Fields, Fields, Fields>,
    front: Front,
  ) => Promise<Outcome<Reply>>;
}

export interface Input<P extends Fields | undefined, Q extends Fields | undefined, B extends Fields | undefined> {
  readonly params: Values<P>;
  readonly query: Values<Q>;
  readonly body: Values<B>;
}

export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Ties the three schemas of a route to the input of its `call`; the dispatcher parses with the very same schemas. */
export function route<
  P extends Fields | undefined = undefined,
  Q extends Fields | undefined = undefined,
  B extends Fields | undefined = undefined,
>(
  definition: Omit<Route, 'call' | 'params' | 'query' | 'body'> & {
    readonly params?: P;
    readonly query?: Q;
    readonly body?: B;
    readonly call: (manager: TunnelManager, input: Input<P, Q, B>, front: Front) => Promise<Outcome<Reply>>;
  },
): Route {
  return definition as unknown as Route;
}

/** The usual success: 200 with the value as it is, or as `shape` makes it. */
export const reply = <T>(outcome: Outcome<T>, shape: (value: T) => unknown = (value) => value): Outcome<Reply> =>
  outcome.ok ? { ok: true, value: { status: 200, body: shape(outcome.value) } } : outcome;
