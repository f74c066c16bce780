import { sanitiseText, type ConnectorProbe, type ConnectorState } from '@tunnel-manager/core';
import { fetchJson } from './fetch-json.ts';

/**
 * Looks at connectors through their metrics addresses. `/ready` tells the edge connections and `/config` the
 * configuration in force. `/healthcheck` is not asked: it says OK also when no edge connection is left.
 */
export class MetricsConnectorProbe implements ConnectorProbe {
  readonly #addresses: readonly string[];
  readonly #timeoutMs: number;

  /** `addresses` such as `http://127.0.0.1:20241`; `timeoutMs` bounds each of the two questions. */
  constructor(addresses: readonly string[], options: { readonly timeoutMs?: number } = {}) {
    this.#addresses = addresses;
    this.#timeoutMs = options.timeoutMs ?? 2000;
  }

  async observe(): Promise<readonly ConnectorState[]> {
    return Promise.all(this.#addresses.map((address) => this.#observeOne(address)));
  }

  async #observeOne(address: string): Promise<ConnectorState> {
    const [ready, config] = await Promise.all([
      // cloudflared answers /ready with 503 while it has no edge connection; that is an answer too.
      ask(() => fetchJson(address, '/ready', this.#timeoutMs, [200, 503]).then(parseReady)),
      ask(() => fetchJson(address, '/config', this.#timeoutMs, [200]).then(parseVersion)),
    ]);
    if (!ready.ok) {
      return {
        address,
        reachable: false,
        connectorId: null,
        readyConnections: 0,
        configVersion: null,
        error: ready.error,
      };
    }
    return {
      address,
      reachable: true,
      ...ready.value,
      configVersion: config.ok ? config.value : null,
      error: config.ok ? null : config.error,
    };
  }
}

type Asked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

async function ask<T>(question: () => Promise<T>): Promise<Asked<T>> {
  try {
    return { ok: true, value: await question() };
  } catch (error) {
    return { ok: false, error: sanitiseText(error instanceof Error ? error.message : String(error), 200) };
  }
}

function parseReady(body: unknown): Pick<ConnectorState, 'connectorId' | 'readyConnections'> {
  const { readyConnections, connectorId } = Object(body) as Record<string, unknown>;
  if (typeof readyConnections !== 'number' || !Number.isSafeInteger(readyConnections) || readyConnections < 0) {
    throw new Error('/ready did not answer as cloudflared does');
  }
  const known = typeof connectorId === 'string' && connectorId !== '';
  return { readyConnections, connectorId: known ? sanitiseText(connectorId, 64) : null };
}

/** A local file in force is version -1; everything from 0 on came from Cloudflare. */
function parseVersion(body: unknown): number {
  const { version } = Object(body) as Record<string, unknown>;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < -1) {
    throw new Error('/config did not answer as cloudflared does');
  }
  return version;
}
