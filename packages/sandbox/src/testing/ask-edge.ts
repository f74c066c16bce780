import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';

export interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Asks the edge for a path of a public name, over a connection of its own, and reads the whole answer. */
export async function askEdge(edgeUrl: string, host: string, path = '/'): Promise<EdgeAnswer> {
  const answer = await openAtEdge(edgeUrl, host, path);
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(chunks).toString() };
}

/** The same, back as soon as the answer begins. */
export async function openAtEdge(edgeUrl: string, host: string, path = '/'): Promise<IncomingMessage> {
  const request = httpRequest(edgeUrl + path, { headers: { host }, agent: false }).end();
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  return answer;
}
