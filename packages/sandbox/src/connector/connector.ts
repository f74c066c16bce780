import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { IngressDocument } from '@tunnel-manager/core';
import { parse } from 'yaml';
import type { ConnectedClient } from '../cloudflare/tunnels.ts';
import type { Listening } from '../http/listen.ts';
import type { TunnelState } from '../world/state.ts';
import type { World } from '../world/world.ts';
import { Gateway } from './gateway.ts';
import { startMetricsListener } from './metrics-listener.ts';
import type { ConnectorReport } from './metrics-listener.ts';
import { NO_CONFIG, prepareConfig } from './running-config.ts';
import type { RunningConfig } from './running-config.ts';

export interface ConnectorOptions {
  readonly tunnelId: string;
  /** A cloudflared configuration file, read once at the start; without it the configuration comes from Cloudflare. */
  readonly configFile?: string;
  /** Default `127.0.0.1:0`. */
  readonly metrics?: string;
  /** From the start to the first connection; the real one takes 150 to 300 ms. Default 0. */
  readonly startMs?: number;
  /** How long a stopping connector stays after it has let go of its connections. Default 30 s, as the real one. */
  readonly graceMs?: number;
  /** Before a pushed configuration is in force, beside 0.9 ms for each rule. Default 2 ms. */
  readonly applyBaseMs?: number;
}

/** `no-edge`: no connections, though healthy by its own account; `flap`: every other look finds no connection; `stuck`: takes no new configuration. */
export type Behaviour = 'normal' | 'no-edge' | 'flap' | 'stuck';

export type ConnectorPhase = 'stopped' | 'starting' | 'ready' | 'draining';

/** One stand-in for a cloudflared process: its life, its metrics listener, and the way from the edge to the origins. */
export class Connector {
  readonly tunnelId: string;
  readonly #options: ConnectorOptions;
  readonly #world: World;
  readonly #gateway = new Gateway();
  #phase: ConnectorPhase = 'stopped';
  #connectorId = '';
  #behaviour: Behaviour = 'normal';
  #looks = 0;
  #config: RunningConfig = NO_CONFIG;
  #startedAtMs = 0;
  #exitCode: number | null = null;
  #listening: Listening | null = null;
  #metricsAddress: string;
  #stopListening: () => void = () => undefined;

  constructor(options: ConnectorOptions, world: World) {
    this.tunnelId = options.tunnelId;
    this.#options = options;
    this.#world = world;
    this.#metricsAddress = options.metrics ?? '127.0.0.1:0';
  }

  /** New with each start. */
  get connectorId(): string {
    return this.#connectorId;
  }

  get phase(): ConnectorPhase {
    return this.#phase;
  }

  /** As a shell sees it; null while the process runs. */
  get exitCode(): number | null {
    return this.#exitCode;
  }

  get configVersion(): number {
    return this.#config.version;
  }

  /** The same after a restart. */
  get metricsUrl(): string {
    return `http://${this.#metricsAddress}`;
  }

  /** Resolves when the process is ready, or has ended with code 1 because it cannot use its file. */
  async start(): Promise<void> {
    this.#connectorId = randomUUID();
    this.#startedAtMs = this.#world.nowMs();
    this.#phase = 'starting';
    this.#exitCode = null;
    this.#config = NO_CONFIG;
    this.#listening = await startMetricsListener(() => this.#report(), this.#metricsAddress);
    this.#metricsAddress = new URL(this.#listening.url).host;
    if (this.#options.configFile !== undefined && !(await this.#readFile(this.#options.configFile)))
      return this.#exit(1);
    this.#stopListening = this.#world.onConfigured((tunnel) => void this.#receive(tunnel));
    await delay(this.#options.startMs ?? 0);
    if (this.#phase !== 'starting') return;
    const tunnel = this.#world.tunnel(this.tunnelId);
    if (tunnel.source === 'cloudflare') this.#apply(tunnel);
    this.#phase = 'ready';
  }

  behave(behaviour: Behaviour): void {
    const wasStuck = this.#behaviour === 'stuck';
    this.#behaviour = behaviour;
    if (wasStuck && this.#phase === 'ready') void this.#receive(this.#world.tunnel(this.tunnelId));
  }

  /** Resolves when the signal has had its full effect: at once, or at the end of the grace period. */
  async signal(name: 'SIGHUP' | 'SIGTERM' | 'SIGINT' | 'SIGKILL' | 'SIGUSR1'): Promise<void> {
    if (this.#phase === 'stopped' || name === 'SIGUSR1') return;
    if (name === 'SIGHUP') return this.#exit(129);
    if (name === 'SIGKILL') return this.#exit(137);
    if (this.#phase === 'draining') return this.#exit(name === 'SIGTERM' ? 143 : 130);
    this.#phase = 'draining';
    const { connectorId } = this;
    await delay(this.#options.graceMs ?? 30_000, undefined, { ref: false });
    if (this.#phase === 'draining' && this.#connectorId === connectorId) await this.#exit(0);
  }

  /** Whether the edge can use it now. */
  isReady(): boolean {
    return this.#connections() > 0;
  }

  client(): ConnectedClient {
    return {
      connectorId: this.#connectorId,
      tunnelId: this.tunnelId,
      connections: this.#connections(),
      configVersion: this.#config.version,
      startedAt: new Date(this.#startedAtMs).toISOString(),
    };
  }

  /** Carries a request from the edge to the origin of the rule that fits. */
  serve(request: IncomingMessage, response: ServerResponse, headers: OutgoingHttpHeaders): void {
    this.#gateway.serve(request, response, headers, this.#config);
  }

  /** The same for a request to switch to WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, headers: OutgoingHttpHeaders): void {
    this.#gateway.upgrade(request, socket, head, headers, this.#config);
  }

  #connections(): number {
    if (this.#phase !== 'ready' || this.#behaviour === 'no-edge') return 0;
    if (this.#behaviour !== 'flap') return CONNECTIONS;
    this.#looks += 1;
    return this.#looks % 2 === 0 ? CONNECTIONS : 0;
  }

  async #receive(tunnel: TunnelState): Promise<void> {
    if (tunnel.id !== this.tunnelId) return;
    const { connectorId } = this;
    const rules = tunnel.config?.ingress.length ?? 0;
    await delay((this.#options.applyBaseMs ?? 2) + MS_PER_RULE * rules);
    if (this.#phase === 'ready' && this.#connectorId === connectorId && this.#behaviour !== 'stuck')
      this.#apply(tunnel);
  }

  /** An older version, or one that cannot be used, leaves everything as it is. */
  #apply(tunnel: TunnelState): void {
    if (tunnel.config === null || tunnel.version <= this.#config.version) return;
    this.#config = prepareConfig(tunnel.config, tunnel.version, 'json') ?? this.#config;
  }

  async #readFile(path: string): Promise<boolean> {
    const document = parse(await readFile(path, 'utf8')) as IngressDocument;
    const config = prepareConfig(document, -1, 'yaml');
    if (config === null) return false;
    this.#config = config;
    return true;
  }

  async #exit(code: number): Promise<void> {
    this.#phase = 'stopped';
    this.#exitCode = code;
    this.#stopListening();
    this.#gateway.cut();
    const listening = this.#listening;
    this.#listening = null;
    await listening?.close();
  }

  #report(): ConnectorReport {
    return {
      tunnelId: this.tunnelId,
      connectorId: this.#connectorId,
      connections: this.#connections(),
      config: this.#config,
      startedAtMs: this.#startedAtMs,
      requests: this.#gateway.requests,
      failures: this.#gateway.failures,
    };
  }
}

/** cloudflared holds four connections to the edge. */
const CONNECTIONS = 4;

/** Measured on the real one: each rule loads its own certificate pool. */
const MS_PER_RULE = 0.9;
