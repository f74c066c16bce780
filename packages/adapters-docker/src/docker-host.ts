/** Where an engine listens: the part of an HTTP client's options that says so. */
export type EngineAddress = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** The configured address of Docker is none that we can use. */
export class InvalidDockerHost extends Error {
  override readonly name = 'InvalidDockerHost';
}

/**
 * Reads `unix:///run/docker.sock` or `tcp://127.0.0.1:2375`; the port of the latter may be left out. Throws
 * `InvalidDockerHost` for everything else.
 */
export function parseDockerHost(text: string): EngineAddress {
  const socketPath = /^unix:\/\/(\/.+)$/.exec(text)?.[1];
  if (socketPath !== undefined) return { socketPath };
  const url = URL.parse(text);
  if (url?.protocol !== 'tcp:' || url.hostname === '' || url.pathname.length > 1 || url.username !== '') {
    throw new InvalidDockerHost(
      `"${text}" is not an address of Docker: write unix:///var/run/docker.sock or tcp://HOST:PORT.`,
    );
  }
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || DEFAULT_PORT) };
}

/** The port that IANA lists for Docker's API without TLS. */
const DEFAULT_PORT = 2375;
