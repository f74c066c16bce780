import {
  ERROR_CATALOGUE,
  PortFailure,
  type AuditFilter,
  type AuditView,
  type DomainView,
  type ErrorCode,
  type HostnameAnswer,
  type HostnameFilter,
  type HostnameRequest,
  type HostnameView,
  type OriginAnswer,
  type OriginQuery,
  type Outcome,
  type Page,
  type PageQuery,
  type Recommendation,
  type ReleaseAnswer,
  type ReleaseRequest,
  type StatusView,
  type TopologyView,
  type TunnelManager,
} from '@tunnel-manager/core';
import { DaemonUnreachable } from './exit.ts';

/** Longer than any request of the daemon takes: it bounds its own work. */
const TIMEOUT_MS = 90_000;

/**
 * A daemon elsewhere, driven through the same interface as one in this process; who the caller is, its token says.
 * Throws `DaemonUnreachable` when nobody answers, and `PortFailure` when the daemon says that the world failed.
 */
export class HttpTunnelManager implements TunnelManager {
  readonly #url: string;
  readonly #token: string | undefined;

  constructor(daemon: { readonly url: string; readonly token: string | undefined }) {
    this.#url = daemon.url.replace(/\/+$/, '');
    this.#token = daemon.token;
  }

  requestHostname(request: HostnameRequest): Promise<Outcome<HostnameAnswer>> {
    return this.#ask('POST', '/hostnames', {}, request);
  }

  releaseHostname({ hostname, dryRun }: ReleaseRequest): Promise<Outcome<ReleaseAnswer>> {
    return this.#ask('DELETE', `/hostnames/${encodeURIComponent(hostname)}`, { dryRun });
  }

  hostname(name: string): Promise<Outcome<HostnameView>> {
    return this.#ask('GET', `/hostnames/${encodeURIComponent(name)}`);
  }

  hostnames(filter: HostnameFilter, page: PageQuery): Promise<Outcome<Page<HostnameView>>> {
    return this.#ask('GET', '/hostnames', { ...filter, ...page });
  }

  async domains(): Promise<Outcome<readonly DomainView[]>> {
    return items(await this.#ask('GET', '/domains'));
  }

  async refreshDomains(): Promise<Outcome<readonly DomainView[]>> {
    return items(await this.#ask('POST', '/domains/refresh'));
  }

  checkOrigin(request: OriginQuery): Promise<Outcome<OriginAnswer>> {
    return this.#ask('POST', '/check', {}, request);
  }

  topology(): Promise<Outcome<TopologyView>> {
    return this.#ask('GET', '/topology');
  }

  async recommend(): Promise<Outcome<readonly Recommendation[]>> {
    return items(await this.#ask('GET', '/recommendations'));
  }

  status(): Promise<Outcome<StatusView & { readonly version: string; readonly vm: string }>> {
    return this.#ask('GET', '/status');
  }

  audit({ from, to, ...filter }: AuditFilter, page: PageQuery): Promise<Outcome<Page<AuditView>>> {
    return this.#ask('GET', '/audit', { ...filter, from: iso(from), to: iso(to), ...page });
  }

  async #ask<T>(method: string, path: string, query: object = {}, body?: object): Promise<Outcome<T>> {
    const url = new URL(`${this.#url}/api/v1${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const response = await this.#fetch(url, {
      method,
      headers: {
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return read<T>(response, this.#url, `${method} ${path}`);
  }

  async #fetch(url: URL, init: RequestInit): Promise<Response> {
    try {
      return await fetch(url, init);
    } catch (cause) {
      throw new DaemonUnreachable(this.#url, cause);
    }
  }
}

async function read<T>(response: Response, url: string, operation: string): Promise<Outcome<T>> {
  const body = (await response.json().catch(() => null)) as (T & { error?: unknown }) | null;
  if (response.ok && body !== null) return { ok: true, value: body };
  const error = body?.error as { code?: string; message?: string; advice?: string } | undefined;
  if (typeof error?.code !== 'string') throw new DaemonUnreachable(url, new Error(`HTTP ${response.status}`));
  const { message = '', advice = '' } = error;
  // A newer daemon may have codes that this program does not know; the text still says what it means.
  const code: ErrorCode = Object.hasOwn(ERROR_CATALOGUE, error.code) ? (error.code as ErrorCode) : 'internal';
  if (response.status < 500) return { ok: false, refusal: { code, message, advice } };
  throw new PortFailure({ operation, code, message, advice, outcome: 'unknown' });
}

const items = <T>(outcome: Outcome<{ readonly items: readonly T[] }>): Outcome<readonly T[]> =>
  outcome.ok ? { ok: true, value: outcome.value.items } : outcome;

const iso = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : new Date(ms).toISOString());
