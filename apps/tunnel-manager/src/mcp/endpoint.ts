import { createMcpHandler, isLegacyRequest } from '@modelcontextprotocol/server';
import { callerOf } from '../auth/credential.ts';
import type { Front } from '../contract/front.ts';
import type { McpEndpoint } from '../http/app.ts';
import { MAX_BODY_BYTES } from '../http/read-json.ts';
import { authInfoOf, callerFrom } from './auth-info.ts';
import { LegacySessions } from './legacy-sessions.ts';
import { createMcpServer } from './server.ts';

export interface Mcp {
  readonly handle: McpEndpoint;
  /** Ends every session and open stream. */
  close(): Promise<void>;
}

/** MCP over Streamable HTTP in both eras: without sessions since 2026-07-28, with them for clients from before. */
export function createMcp(front: Front): Mcp {
  const onerror = (error: Error): void => front.log.warn({ err: error }, 'an MCP exchange went wrong');
  const modern = createMcpHandler(({ authInfo }) => createMcpServer(front, callerFrom(authInfo)), {
    legacy: 'reject',
    maxRequestBodySize: MAX_BODY_BYTES,
    onerror,
  });
  const legacy = new LegacySessions(front);
  return {
    async handle(request, { credential, requestId }) {
      const caller = callerOf(credential, requestId);
      if (await isLegacyRequest(request, undefined, { maxRequestBodySize: MAX_BODY_BYTES }))
        return legacy.handle(request, caller);
      return modern.fetch(request, { authInfo: authInfoOf(caller) });
    },
    async close() {
      await Promise.all([modern.close(), legacy.close()]);
    },
  };
}
