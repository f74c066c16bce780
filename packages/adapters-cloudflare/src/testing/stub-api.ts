import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudflareApi, type CloudflareAccess } from '../cloudflare-api.ts';
import { RequestBudget } from '../request-budget.ts';
import { openApiProblems } from './openapi-check.ts';

export const TOKEN = 'invented-token-that-must-not-be-shown';
export const ACCOUNT_ID = '0123456789abcdef0123456789abcdef';
export const ZONE_ID = 'fedcba9876543210fedcba9876543210';
export const RECORD_ID = '00112233445566778899aabbccddeeff';
export const TUNNEL_ID = '6ff42ae2-765d-4adf-8112-31c55c1551ef';

/** A request as it arrived. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
}

/** One answer. The last one of a script is given to every further request. */
export type Reply = (response: ServerResponse, seen: Seen) => void;

/** Pauses between tries are over at once. */
const hastyClock = { nowMs: () => Date.now(), sleep: () => Promise.resolve() };

/**
 * Gives scripted answers, right or wrong ones, and keeps what it was asked. `tryMs` ends a single exchange. `stop`
 * throws when a request did not fit Cloudflare's description of its API.
 */
export async function stubApi(
  script: readonly Reply[],
  tryMs = 5000,
): Promise<{ api: CloudflareApi; seen: Seen[]; budget: RequestBudget; stop: () => void }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1');
      const entry = {
        method: request.method ?? '',
        path: url.pathname.replace('/client/v4', ''),
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body,
      };
      seen.push(entry);
      script[Math.min(seen.length, script.length) - 1]?.(response, entry);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const budget = new RequestBudget({ clock: hastyClock });
  const api = new CloudflareApi(
    accessTo(`http://127.0.0.1:${port}/client/v4`, { budget, deadlines: { readTryMs: tryMs, writeTryMs: tryMs } }),
  );
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
    const problems = seen.flatMap(openApiProblems);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  return { api, seen, budget, stop };
}

export function accessTo(baseUrl: string, change: Partial<CloudflareAccess> = {}): CloudflareAccess {
  return {
    apiToken: { reveal: () => TOKEN },
    baseUrl,
    budget: new RequestBudget({ clock: hastyClock }),
    clock: hastyClock,
    ...change,
  };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

const json = (response: ServerResponse, status: number, body: unknown, headers = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
};

/** Success, with the paging data of a list that is complete. */
export const ok =
  (result: unknown, info: object = {}, headers = {}): Reply =>
  (response) => {
    const total = Array.isArray(result) ? result.length : 1;
    const paging = { page: 1, per_page: 50, count: total, total_count: total, total_pages: 1, ...info };
    json(response, 200, { success: true, errors: [], messages: [], result, result_info: paging }, headers);
  };

/** Cloudflare's own "no". */
export const no =
  (status: number, code: number, message = 'No.', chain?: readonly object[], headers = {}): Reply =>
  (response) => {
    const error = chain ? { code, message, error_chain: chain } : { code, message };
    json(response, status, { success: false, errors: [error], messages: [], result: null }, headers);
  };

export const html =
  (status: number, headers = {}): Reply =>
  (response) => {
    const page = `<html><body><h1>Bad gateway</h1>${TOKEN}</body></html>`;
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(page);
  };

export const hang: Reply = () => undefined;

export const hangInBody: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"success":true,');
};

export const drop: Reply = (response) => {
  response.socket?.destroy();
};

export const truncated: Reply = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' }).end('{"success":true,"errors":[],"result":{"id":"00');
};

/** A zone as Cloudflare lists it. */
export const zone = (number: number, change: object = {}): object => ({
  id: number.toString(16).padStart(32, '0'),
  name: `zone-${String(number).padStart(3, '0')}.example`,
  status: 'active',
  paused: false,
  account: { id: ACCOUNT_ID, name: 'Invented' },
  ...change,
});

/** A CNAME record as Cloudflare lists it. */
export const record = (change: object = {}): object => ({
  id: RECORD_ID,
  type: 'CNAME',
  name: 'app.example.com',
  content: `${TUNNEL_ID}.cfargotunnel.com`,
  proxied: true,
  ttl: 1,
  comment: 'tm1 i=12345678 c=abc p=demo',
  ...change,
});
