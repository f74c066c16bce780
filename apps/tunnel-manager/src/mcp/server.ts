import { McpServer, type CallToolResult, type StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import type { Caller } from '@tunnel-manager/core';
import type { z } from 'zod';
import type { Fault } from '../contract/fault.ts';
import { perform, refuseAtEdge, type Front } from '../contract/front.ts';
import { malformed } from '../contract/malformed.ts';
import { VERSION } from '../version.ts';
import { callerFrom } from './auth-info.ts';
import type { Tool } from './tool.ts';
import { tools } from './tools.ts';

/**
 * A server for one caller, offering the tools that it may use. Each call is made by the caller of its own request, so
 * that the audit log has its request id: a session outlives many requests.
 */
export function createMcpServer(front: Front, caller: Caller): McpServer {
  const server = new McpServer({ name: 'tunnel-manager', version: VERSION }, { instructions: INSTRUCTIONS });
  for (const tool of tools.filter(({ adminOnly }) => caller.role === 'admin' || !adminOnly)) {
    server.registerTool(
      tool.name,
      {
        title: tool.title,
        description: tool.description,
        inputSchema: unchecked(tool.input),
        outputSchema: tool.output,
        annotations: tool.annotations,
      },
      (args, context) => callTool(front, callerFrom(context.http?.authInfo), tool, args),
    );
  }
  return server;
}

const INSTRUCTIONS =
  'Public hostnames on a Cloudflare Tunnel. You see and change only what belongs to your own project, which your ' +
  'credential decides. A call that says no has isError and {code, message, advice}.';

/** Answers one call. Whatever goes wrong, the agent gets `{code, message, advice}` and no protocol error. */
async function callTool(front: Front, caller: Caller, tool: Tool, args: unknown): Promise<CallToolResult> {
  const input = tool.input.safeParse(args ?? {});
  if (!input.success) {
    const refused = malformed(input.error);
    if (tool.action === null) return errorResult(refused);
    return errorResult(await refuseAtEdge(front, caller, tool.action, refused));
  }
  const answer = await perform(front, caller, (manager) => tool.call(manager, input.data as never, caller));
  if (!answer.ok) return errorResult(answer.fault);
  return result(answer.value);
}

const result = (value: object): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value) }],
  structuredContent: { ...value },
});

const errorResult = ({ code, message, advice }: Pick<Fault, 'code' | 'message' | 'advice'>): CallToolResult => ({
  ...result({ code, message, advice }),
  isError: true,
});

/** The schema as agents are told it, without the SDK's own check: ours answers in the shape of every other refusal. */
function unchecked(schema: z.ZodObject): StandardSchemaWithJSON {
  return { '~standard': { ...schema['~standard'], validate: (value: unknown) => ({ value }) } };
}
