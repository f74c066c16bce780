import { sanitiseText } from '@tunnel-manager/core';

/** One entry of `errors` in Cloudflare's envelope, with the entries of its `error_chain`. Text is made harmless. */
export interface ApiError {
  readonly code: number;
  readonly message: string;
}

/** Far above the largest answer that we ask for (a page of 5,000 records is about 2 MB). */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
const MAX_ERRORS = 5;
const MAX_MESSAGE_LENGTH = 300;

/** Reads a body to its end, however it is chunked. Throws when it is cut off or does not end in time. */
export async function readWhole(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError(`The answer has more than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Null when the text is not Cloudflare's envelope: HTML of a proxy, a truncated answer, another server. */
export function parseEnvelope(
  text: string,
): { readonly success: boolean; readonly errors: readonly ApiError[] } | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const { success, errors } = Object(body) as { success?: unknown; errors?: unknown };
  if (typeof success !== 'boolean') return null;
  return { success, errors: flatten(errors).slice(0, MAX_ERRORS) };
}

function flatten(errors: unknown): readonly ApiError[] {
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((entry: unknown) => {
    const { code, message, error_chain: chain } = Object(entry) as Record<string, unknown>;
    const own = { code: Number(code), message: harmless(message) };
    return [...(Number.isInteger(own.code) ? [own] : []), ...flatten(chain)];
  });
}

/** Somebody else's text ends up in logs and terminals, so it gets one line and no control characters. */
function harmless(text: unknown): string {
  const line = (typeof text === 'string' ? text : '').replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');
  return sanitiseText(line, MAX_MESSAGE_LENGTH).trim();
}
