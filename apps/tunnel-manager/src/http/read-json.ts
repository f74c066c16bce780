import { refusal, type Refusal } from '@tunnel-manager/core';

/** Far more than any request needs. */
export const MAX_BODY_BYTES = 64 * 1024;

type Json =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: Refusal; readonly status: number };

/** The body of a request as JSON, and only as JSON: a form that a web page could post is refused by its content type. */
export async function readJson(request: Request): Promise<Json> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return no(415, 'The body is not marked as JSON.', 'Send the header Content-Type: application/json.');
  }
  const bytes = await readBounded(request);
  if (bytes === null) return no(413, 'The body is larger than 64 kB.', 'Send a smaller one.');
  try {
    return { ok: true, value: JSON.parse(bytes.toString('utf8')) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return no(422, 'The body is not valid JSON.', 'Send one JSON object.');
  }
}

/** Null as soon as there is more than may be, whatever the headers said of the length. */
async function readBounded(request: Request): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length')) > MAX_BODY_BYTES) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const no = (status: number, message: string, advice: string): Json => ({
  ok: false,
  status,
  refusal: refusal('invalid-request', message, advice),
});
