/**
 * The lower-case A-label form of a hostname, as browsers look it up (UTS #46): `Bücher.example` becomes
 * `xn--bcher-kva.example`. Null when the text is no hostname, which includes IP addresses and anything with a port.
 * The result may still hold `_` or `*` and labels longer than DNS allows.
 */
export function toAsciiHostname(text: string): string | null {
  if (NOT_A_HOSTNAME.test(text)) return null;
  const ascii = URL.parse(`http://${text}/`)?.hostname;
  return ascii === undefined || ENDS_IN_A_NUMBER.test(ascii) ? null : ascii;
}

/** Each runtime has `URL`, but the plain ECMAScript library does not declare it. */
const { URL } = globalThis as unknown as {
  URL: { parse(text: string): { readonly hostname: string } | null };
};

/** Empty text, and the characters that a URL parser would drop, decode or take for the end of the host. */
const NOT_A_HOSTNAME = /^$|[\p{Cc} %/\\:?#@[\]]/u;

/** The URL parser reads such a host as an IPv4 address. */
const ENDS_IN_A_NUMBER = /(?:^|\.)\d+\.?$/;
