/** `/config` of a connector with 1,000 rules has about 0.5 MB; sixteen times that is no connector's answer. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/**
 * Asks a connector's metrics server and returns the parsed JSON, whatever its content type (cloudflared says
 * text/plain). Throws with a plain reason when the answer is late, too big, not JSON, or has another status.
 */
export async function fetchJson(
  address: string,
  path: string,
  timeoutMs: number,
  statuses: readonly number[],
): Promise<unknown> {
  const signal = AbortSignal.timeout(timeoutMs);
  let text: string;
  try {
    const response = await fetch(new URL(path, address), { signal, redirect: 'manual' });
    if (!statuses.includes(response.status)) {
      await response.body?.cancel();
      throw new Unusable(`${path} answered with status ${response.status}`);
    }
    text = await boundedText(response, path);
  } catch (error) {
    if (error instanceof Unusable) throw error;
    throw new Unusable(
      signal.aborted ? `${path} did not answer within ${timeoutMs / 1000} s` : `${path}: ${why(error)}`,
    );
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unusable(`${path} did not answer with JSON`);
  }
}

class Unusable extends Error {}

async function boundedText(response: Response, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    // Leaving the loop cancels the rest of the body.
    if (bytes > MAX_BODY_BYTES) throw new Unusable(`${path} answered with more than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** `fetch` hides the reason of a failed connection in `cause`. */
function why(error: unknown): string {
  const { code, cause } = Object(error) as { code?: unknown; cause?: unknown };
  const inner = (Object(cause) as { code?: unknown }).code ?? code;
  if (inner === 'ECONNREFUSED') return 'connection refused';
  return typeof inner === 'string' ? `no answer (${inner})` : 'no answer';
}
