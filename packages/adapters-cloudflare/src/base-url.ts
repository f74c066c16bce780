/** The address may not be used: it would carry the API token over a readable connection. */
export class RefusedBaseUrl extends Error {
  override readonly name = 'RefusedBaseUrl';
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Accepts `https://` anywhere and `http://` on loopback alone; gives the address without a slash at its end. */
export function checkedBaseUrl(text: string): string {
  const url = URL.parse(text);
  const safe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  if (!url || !safe || url.username || url.password || url.search || url.hash) {
    throw new RefusedBaseUrl(
      'The address of the Cloudflare API must begin with https://, or be on loopback (http://127.0.0.1:PORT/…).',
    );
  }
  return url.href.replace(/\/+$/, '');
}
