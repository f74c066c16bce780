import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJson, sendText } from './http/body.ts';
import { listen } from './http/listen.ts';
import type { Listening } from './http/listen.ts';

/**
 * Starts a small web service to publish: a page that shows the host it was asked for, the same as JSON for clients
 * that accept it, and `/events`, a stream with one event a second. `port` 0, the default, takes any free one.
 */
export function startSampleService({ port = 0 }: { readonly port?: number } = {}): Promise<Listening> {
  const server = createServer((request, response) => {
    if (request.url === '/events') streamEvents(response);
    else if (request.headers.accept?.includes('text/html') === true)
      sendText(response, 200, 'text/html', page(request));
    else sendJson(response, 200, greeting(request));
  });
  return listen(server, `127.0.0.1:${port}`);
}

const greeting = (request: IncomingMessage): { message: string; host: string; path: string } => ({
  message: 'Hello from the sample service.',
  host: request.headers.host ?? '',
  path: request.url ?? '/',
});

function streamEvents(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  let count = 0;
  const send = (): boolean => response.write(`id: ${(count += 1)}\ndata: ${new Date().toISOString()}\n\n`);
  send();
  const timer = setInterval(send, 1000);
  response.on('close', () => clearInterval(timer));
}

function page(request: IncomingMessage): string {
  const { message, host } = greeting(request);
  const title = `${message} You asked for ${host.replace(/[^\w.:-]/g, '')}.`;
  return `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Sample service</title></head><body><h1>${title}</h1></body></html>`;
}
