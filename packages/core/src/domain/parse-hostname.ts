import { isUsable, type Domain } from './domain.ts';
import { toAsciiHostname } from './idna.ts';
import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal, type ErrorCode } from './refusal.ts';

/** A name that is fit for DNS, in a zone that we know. */
export interface ParsedHostname {
  /** Full, lower-case, A-label form. */
  readonly hostname: string;
  /** What is left of the zone; `@` for the zone itself. */
  readonly subdomain: string;
  readonly zone: Domain;
  /** Wildcards and the zone apex take over more than one name, so only an admin may ask for them. */
  readonly adminOnly: boolean;
  readonly warnings: readonly string[];
}

/**
 * Reads a name as a caller wrote it. Without `domain` it may be a full hostname of a known zone; else the default
 * domain completes it. The zone is the longest known one that the name ends in, never "the last two labels".
 */
export function parseHostname(
  wanted: { readonly subdomain: string; readonly domain?: string | undefined },
  domains: readonly Domain[],
  defaultDomain: string | null,
): Outcome<ParsedHostname> {
  const known = domains.filter((domain) => domain.removedAt === null);
  const text = completeName(wanted, known, defaultDomain);
  if (text === null) {
    return no('unknown-domain', `No domain was given for "${short(wanted.subdomain)}", and there is no default one.`);
  }
  const wildcard = text.startsWith('*.');
  const ascii = toAsciiHostname(wildcard ? text.slice(2) : text);
  if (ascii === null || !isWellFormed(ascii)) {
    return no('invalid-subdomain', `"${short(wanted.subdomain)}" does not make a valid hostname.`);
  }
  const zone = longestZone(ascii, known);
  if (zone === undefined) {
    return no('unknown-domain', `No zone of the Cloudflare account covers "${ascii}".`);
  }
  if (!isUsable(zone)) {
    return no(
      'unknown-domain',
      `The zone ${zone.domain} is ${zone.status} at Cloudflare, so no name in it would answer.`,
    );
  }
  return accepted(describe(wildcard ? `*.${ascii}` : ascii, zone));
}

/** The canonical form of a full hostname as a caller wrote it, or null when it can't be one. */
export function canonicalHostname(text: string): string | null {
  const wildcard = text.startsWith('*.');
  const ascii = toAsciiHostname(wildcard ? text.slice(2) : text);
  if (ascii === null || !isWellFormed(ascii)) return null;
  return wildcard ? `*.${ascii}` : ascii;
}

function completeName(
  wanted: { readonly subdomain: string; readonly domain?: string | undefined },
  known: readonly Domain[],
  defaultDomain: string | null,
): string | null {
  const { subdomain } = wanted;
  if (wanted.domain === undefined) {
    const full = canonicalHostname(subdomain);
    if (full !== null && longestZone(full, known) !== undefined) return full;
  }
  const domain = wanted.domain ?? defaultDomain;
  if (domain === null) return null;
  return subdomain === '@' ? domain : `${subdomain}.${domain}`;
}

function longestZone(name: string, known: readonly Domain[]): Domain | undefined {
  return known
    .filter(({ domain }) => name === domain || name.endsWith(`.${domain}`))
    .toSorted((a, b) => b.domain.length - a.domain.length)[0];
}

function describe(hostname: string, zone: Domain): ParsedHostname {
  const subdomain = hostname === zone.domain ? '@' : hostname.slice(0, -zone.domain.length - 1);
  // Universal SSL covers the zone and one label below it.
  const tooDeep = subdomain.includes('.');
  return {
    hostname,
    subdomain,
    zone,
    adminOnly: subdomain === '@' || subdomain.startsWith('*'),
    warnings: tooDeep
      ? [
          `${hostname} is more than one label below ${zone.domain}: Cloudflare's universal certificate does not ` +
            'cover it, so HTTPS needs an advanced certificate.',
        ]
      : [],
  };
}

/** RFC 1035 and 1123: labels of 1 to 63 letters, digits and inner hyphens, 253 characters in all. */
const isWellFormed = (ascii: string): boolean =>
  ascii.length <= 253 && ascii.split('.').every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(label));

const no = (code: ErrorCode, message: string): Outcome<never> =>
  refused(refusal(code, message, code === 'unknown-domain' ? SEE_DOMAINS : SEE_GRAMMAR));

const SEE_DOMAINS = 'List the known ones with `tunnel-manager domains --refresh`.';
const SEE_GRAMMAR = 'Use labels of 1 to 63 letters, digits and inner hyphens, such as "app".';

/** Long input is cut before it is repeated in a message. */
const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
