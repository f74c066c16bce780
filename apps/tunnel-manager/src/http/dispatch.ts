import type { Caller, Refusal } from '@tunnel-manager/core';
import { z } from 'zod';
import { callerOf } from '../auth/credential.ts';
import { faultOf } from '../contract/fault.ts';
import { perform, refuseAtEdge, type Front } from '../contract/front.ts';
import { malformed } from '../contract/malformed.ts';
import { readJson } from './read-json.ts';
import { sendFault, sendJson, type HttpContext } from './respond.ts';
import type { Route } from './route.ts';

/** Answers one request for one route: parse, ask the core, send. A refusal on the way is audited like the core's own. */
export async function dispatch(front: Front, route: Route, context: HttpContext): Promise<Response> {
  const caller = callerOf(context.get('credential'), context.get('requestId'));
  const parsed = await parse(route, context);
  if (!parsed.ok) return refuse(front, route, caller, context, parsed);
  const answer = await perform(front, caller, (manager) => route.call(manager, parsed.input, front));
  return answer.ok ? sendJson(answer.value.status, answer.value.body) : sendFault(answer.fault);
}

type Parsed = { readonly ok: true; readonly input: Parameters<Route['call']>[1] } | EdgeRefusal;

interface EdgeRefusal {
  readonly ok: false;
  readonly refusal: Refusal;
  readonly status: number | undefined;
}

const refusedWith = (refusal: Refusal, status?: number): EdgeRefusal => ({ ok: false, refusal, status });

const NOTHING = z.strictObject({});

async function parse(route: Route, context: HttpContext): Promise<Parsed> {
  const json = route.body ? await readJson(context.req.raw) : { ok: true as const, value: {} };
  if (!json.ok) return refusedWith(json.refusal, json.status);
  const params = (route.params ?? NOTHING).safeParse(context.req.param());
  if (!params.success) return refusedWith(malformed(params.error));
  const query = (route.query ?? NOTHING).safeParse(queryOf(context));
  if (!query.success) return refusedWith(malformed(query.error));
  const body = (route.body ?? NOTHING).safeParse(json.value);
  if (!body.success) return refusedWith(malformed(body.error));
  return { ok: true, input: { params: params.data, query: query.data, body: body.data } };
}

/** A parameter that is given twice stays a list, which no schema takes: which of the two was meant is not ours to guess. */
const queryOf = (context: HttpContext): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(context.req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]),
  );

async function refuse(front: Front, route: Route, caller: Caller, context: HttpContext, refused: EdgeRefusal) {
  const hostname = context.req.param('hostname')?.slice(0, 300);
  if (route.action !== null) await refuseAtEdge(front, caller, route.action, refused.refusal, hostname);
  return sendFault(faultOf(refused.refusal, refused.status));
}
