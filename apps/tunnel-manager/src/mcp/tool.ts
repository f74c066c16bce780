import type { AuditAction, Caller, Outcome, TunnelManager } from '@tunnel-manager/core';
import type { ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';

/** One MCP tool as data: the server, the reference page and the isolation tests all read it. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  /** All that an agent learns of the tool: when to use it, what comes back, what a refusal means. */
  readonly description: string;
  /** Offered to admins alone; the core refuses everybody else in any case. */
  readonly adminOnly: boolean;
  /** As what the audit log knows an attempt that the edge refuses; null for reads that are not audited. */
  readonly action: AuditAction | null;
  readonly annotations: ToolAnnotations;
  readonly input: z.ZodObject;
  readonly output: z.ZodObject;
  readonly call: (manager: TunnelManager, input: never, caller: Caller) => Promise<Outcome<object>>;
}

/** Ties a tool's input schema to the input of its `call`. */
export const tool = <I extends z.ZodObject, O extends z.ZodObject>(
  definition: Omit<Tool, 'input' | 'output' | 'call'> & {
    readonly input: I;
    readonly output: O;
    readonly call: (manager: TunnelManager, input: z.output<I>, caller: Caller) => Promise<Outcome<Told<z.input<O>>>>;
  },
): Tool => definition;

/** The fields that an output schema names; it also lets later ones pass. */
type Told<T> = { [K in keyof T as string extends K ? never : K]: T[K] };
