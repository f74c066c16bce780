import type { AuthInfo } from '@modelcontextprotocol/server';
import type { Caller } from '@tunnel-manager/core';

/** The caller on its way through the SDK. The token itself stays behind. */
export const authInfoOf = (caller: Caller): AuthInfo => ({
  token: '',
  clientId: caller.actor,
  scopes: [],
  extra: { caller },
});

/** The caller of the request under way; throws when a request got here without one, which must never happen. */
export function callerFrom(authInfo: AuthInfo | undefined): Caller {
  const caller = authInfo?.extra?.['caller'] as Caller | undefined;
  if (!caller) throw new Error('An MCP request came without a caller.');
  return caller;
}
