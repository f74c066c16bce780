import { accepted, refused, type Outcome } from './outcome.ts';
import { refusal } from './refusal.ts';

/** An explicit origin, as cloudflared takes it: scheme, host and port, nothing after it. */
export interface ExplicitTarget {
  readonly origin: string;
  readonly port: number;
  /** Then the port's owner must agree, whoever asks. */
  readonly isThisHost: boolean;
}

/**
 * Reads an origin that an admin wrote. Refuses what cloudflared would refuse or misread (paths, user names, unknown
 * schemes) and the addresses at which clouds hand out credentials, in any spelling.
 */
export function parseExplicitTarget(text: string): Outcome<ExplicitTarget> {
  const url = text.length <= 300 && /^https?:\/\/[^/?#@\s]+\/?$/i.test(text) ? URL.parse(text) : null;
  if (url === null || url.port === '0') {
    return no(
      `"${text.slice(0, 80)}" is not an origin.`,
      'Write scheme, host and port only, such as http://192.0.2.10:8080.',
    );
  }
  if (isMetadataHost(url.hostname)) {
    return no(
      `${url.hostname} can lead to a machine's own credentials and is never a target.`,
      'Use the address of the service itself.',
    );
  }
  return accepted({
    origin: `${url.protocol}//${url.host}`,
    port: url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port),
    isThisHost: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname),
  });
}

/** The URL parser has already turned decimal, octal and hexadecimal IPv4 spellings into the dotted one. */
const isMetadataHost = (host: string): boolean =>
  METADATA_HOSTS.some((pattern) => pattern.test(host.replace(/\.$/, '')));

const METADATA_HOSTS = [
  /^169\.254\./, // IPv4 link-local: AWS, Azure, Google, DigitalOcean, Oracle
  /^0\./, // "this host" in any spelling
  /^100\.100\.100\.200$/, // Alibaba Cloud
  /^\[fd00:ec2:/, // AWS over IPv6
  /^\[fe[89ab]/, // IPv6 link-local
  /^\[::(?:ffff:|\])/, // IPv4 written as IPv6, and the unspecified address
  /(?:^|\.)metadata(?:\.google\.internal)?$/,
];

const no = (message: string, advice: string): Outcome<never> => refused(refusal('origin-not-allowed', message, advice));

/** Each runtime has `URL`, but the plain ECMAScript library does not declare it. */
const { URL } = globalThis as unknown as {
  URL: { parse(text: string): { protocol: string; host: string; hostname: string; port: string } | null };
};
