import type {
  AuditAction,
  Caller,
  Outcome,
  Refusal,
  StoreHealth,
  TunnelManager,
  TunnelStatus,
} from '@tunnel-manager/core';
import type { Credential } from '../auth/credential.ts';
import { failureOf, faultOf, type Fault } from './fault.ts';

/** What the edges (HTTP and MCP) know of the daemon behind them. */
export interface Front {
  readonly vm: string;
  as(caller: Caller): TunnelManager;
  /** Puts a refusal that an edge gave by itself into the audit log. */
  recordRefusal(caller: Caller, action: AuditAction, refusal: Refusal, hostname?: string): Promise<void>;
  /** The credentials in force; they change when the configuration is read again. */
  credentials(): readonly Credential[];
  /** Throws when the database cannot be written or has another schema. */
  ready(): Promise<StoreHealth>;
  /** In a word, for the page that needs no credential. */
  tunnelStatus(): Promise<TunnelStatus>;
  readonly log: Log;
}

/** The part of a logger that the edges use: facts first, then a sentence. */
export interface Log {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** Lets a caller do something. Refusals and failures become faults; the causes of failures go to the log alone. */
export async function perform<T>(
  front: Front,
  caller: Caller,
  work: (manager: TunnelManager) => Promise<Outcome<T>>,
): Promise<Answer<T>> {
  try {
    const outcome = await work(front.as(caller));
    return outcome.ok ? outcome : { ok: false, fault: faultOf(outcome.refusal) };
  } catch (error) {
    const fault = failureOf(error, caller.requestId);
    const facts = { requestId: caller.requestId, actor: caller.actor, code: fault.code, err: error };
    if (fault.code === 'internal') front.log.error(facts, 'a request met an unknown condition');
    else front.log.warn(facts, 'a request failed because of the world outside');
    return { ok: false, fault };
  }
}

/** A refusal that the edge gives by itself, before anybody else heard of the request. Audited when it can be. */
export async function refuseAtEdge(
  front: Front,
  caller: Caller,
  action: AuditAction,
  refused: Refusal,
  hostname?: string,
): Promise<Fault> {
  try {
    await front.recordRefusal(caller, action, refused, hostname);
  } catch (error) {
    // The refusal stands whether or not the log has room for it, so the caller hears it all the same.
    front.log.error({ requestId: caller.requestId, action, err: error }, 'a refusal could not be audited');
  }
  return faultOf(refused);
}
