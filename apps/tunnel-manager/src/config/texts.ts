import { z } from 'zod';

/** A string of a certain form; `wrong` completes "NAME: …" and `remedy` says what to write instead. */
export const textLike = (isRight: (text: string) => boolean, wrong: string, remedy: string) =>
  z.string().superRefine((text, context) => {
    if (!isRight(text)) context.addIssue({ code: 'custom', message: wrong, params: { remedy } });
  });

/** A reference to a secret. The secret itself is refused, and not repeated in the refusal. */
export const secretReference = textLike(
  (text) => /^(env|file|credential):./s.test(text),
  'a secret must not be written out.',
  'Give it as env:NAME, file:PATH or credential:NAME.',
);

/** Where the API token travels to: only over TLS, or to this very machine. */
export const secureUrl = textLike(
  (text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
  },
  'is neither an https address nor one of this machine, so the API token would travel in the open.',
  'Use https://…, or http://127.0.0.1:PORT for a stand-in on this machine.',
);

/** The address of a connector's metrics server, without a path. */
export const metricsUrl = textLike(
  (text) => {
    const url = URL.parse(text);
    return (url?.protocol === 'http:' || url?.protocol === 'https:') && url.pathname === '/' && url.search === '';
  },
  'is not the address of a metrics server.',
  'Write it like http://127.0.0.1:20241.',
);

/** `HOST:PORT`, with an IPv6 address in brackets; port 0 takes any free one. */
export const listenAddress = textLike(
  (text) => parseListenAddress(text) !== null,
  'is not an address to listen on.',
  'Write HOST:PORT, such as 127.0.0.1:7600.',
);

/** An engine of this very machine: what a port of the host is, nobody can tell of another one's. */
export const dockerHost = textLike(
  (text) => {
    const url = URL.parse(text);
    return /^unix:\/\/\/[^\s?#]+$/.test(text) || (/^tcp:\/\/[^/@]+$/.test(text) && isLoopback(url?.hostname ?? ''));
  },
  'is not the address of a Docker engine on this machine.',
  'Write it like unix:///var/run/docker.sock, or tcp://127.0.0.1:2375 for a proxy of it.',
);

/** A container by its own name; ids change whenever it is recreated. */
export const containerName = textLike(
  (text) => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,254}$/.test(text),
  'is not the name of a container.',
  'Copy it from "docker ps".',
);

export const systemdUnit = textLike(
  (text) => /^[A-Za-z0-9@:_.\\][A-Za-z0-9@:_.\\-]{0,254}$/.test(text),
  'is not the name of a systemd unit.',
  'Copy it from "systemctl list-units".',
);

/** A domain in lower-case A-label form, as Cloudflare names its zones. */
export const domainName = textLike(
  (text) => /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(text),
  'is not a domain name.',
  'Write it in lower case, such as example.com, and an international name in its xn-- form.',
);

/** A project's name: what tokens, tables and messages call it. */
export const projectName = textLike(
  (text) => /^[a-z0-9]([a-z0-9_-]{0,61}[a-z0-9])?$/.test(text),
  'is not a project name.',
  'Use lower-case letters, digits, "-" and "_", at most 63, beginning and ending with a letter or digit.',
);

export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Null when the text is not `HOST:PORT`. */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  return match && port <= 65_535 ? { host: match[1] ?? match[2] ?? '', port } : null;
}

/** Whether a host, as it stands in a URL, is this very machine. */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || hostname === '::1' || /^127(\.\d{1,3}){3}$/.test(hostname);
