import type { Caller } from '@tunnel-manager/core';
import { describe, expect, it } from 'vitest';
import { fakeFront } from '../testing/fake-front.ts';
import { LegacySessions } from './legacy-sessions.ts';

const caller = (actor: string): Caller => ({ role: 'admin', actor, requestId: 'r1' });

async function begin(sessions: LegacySessions, actor: string): Promise<string> {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 't', version: '1' } };
  const response = await sessions.handle(
    new Request('http://127.0.0.1/mcp', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params }),
    }),
    caller(actor),
  );
  await response.text();
  return response.headers.get('mcp-session-id') ?? '';
}

const end = (sessions: LegacySessions, actor: string, id: string) =>
  sessions.handle(
    new Request('http://127.0.0.1/mcp', { method: 'DELETE', headers: { 'mcp-session-id': id } }),
    caller(actor),
  );

describe('the sessions of older clients', () => {
  it('end after half an hour without a request', async () => {
    let nowMs = 0;
    const sessions = new LegacySessions(fakeFront(), () => nowMs);
    const id = await begin(sessions, 'a');
    nowMs = 31 * 60_000;
    expect((await end(sessions, 'a', id)).status).toBe(404);
    expect(sessions.count).toBe(0);
  });

  it('are limited for each credential, without touching those of others', async () => {
    let nowMs = 0;
    const sessions = new LegacySessions(fakeFront(), () => nowMs++);
    const others = await begin(sessions, 'b');
    const first = await begin(sessions, 'a');
    for (let i = 0; i < 40; i++) await begin(sessions, 'a');
    expect(sessions.count).toBe(33);
    expect((await end(sessions, 'a', first)).status).toBe(404);
    expect((await end(sessions, 'b', others)).status).toBe(200);
  });

  it('are not begun by anything but an initialisation', async () => {
    const sessions = new LegacySessions(fakeFront());
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const post = new Request('http://127.0.0.1/mcp', { method: 'POST', headers, body });
    expect((await sessions.handle(post, caller('a'))).status).toBe(400);
    expect((await sessions.handle(new Request('http://127.0.0.1/mcp'), caller('a'))).status).toBe(400);
    expect(sessions.count).toBe(0);
  });
});
