import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './fault.ts';

/** Sends an answer that is ready, or what a fault leaves of it. */
export async function sendWithFault(
  response: ServerResponse,
  answer: { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string },
  fault: Fault | null,
): Promise<void> {
  if (fault?.kind === 'drop-after-commit' || fault?.kind === 'drop-before') {
    response.destroy();
    return;
  }
  if (fault?.kind === 'hang') return;
  const half = Math.floor(answer.text.length / 2);
  response.writeHead(answer.status, answer.headers);
  if (fault?.kind === 'slow-body') {
    response.write(answer.text.slice(0, half));
    await delay(fault.ms);
    response.end(answer.text.slice(half));
    return;
  }
  response.end(fault?.kind === 'truncated-json' ? answer.text.slice(0, half) : answer.text);
}
