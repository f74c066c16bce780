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
  try {
    return { ok: true, value: JSON.parse(await request.text()) as unknown };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return no(422, 'The body is not valid JSON.', 'Send one JSON object.');
  }
}

const no = (status: number, message: string, advice: string): Json => ({
  ok: false,
  status,
  refusal: refusal('invalid-request', message, advice),
});
