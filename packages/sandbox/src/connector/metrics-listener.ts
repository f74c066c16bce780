import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { sendText } from '../http/body.ts';
import { listen } from '../http/listen.ts';
import type { Listening } from '../http/listen.ts';
import { configJson } from './running-config.ts';
import type { RunningConfig } from './running-config.ts';

/** What a connector tells about itself at the moment of asking. */
export interface ConnectorReport {
  readonly tunnelId: string;
  readonly connectorId: string;
  readonly connections: number;
  readonly config: RunningConfig;
  readonly startedAtMs: number;
  readonly requests: number;
  readonly failures: number;
}

/** Starts the listener on which cloudflared is asked for its health. JSON comes as `text/plain`, as from the real one. */
export function startMetricsListener(report: () => ConnectorReport, address: string): Promise<Listening> {
  const server = createServer((request, response) => {
    const page = PAGES[new URL(request.url ?? '/', 'http://sandbox.test').pathname];
    if (page === undefined) sendText(response, 404, PLAIN, '404 page not found\n');
    else page(report(), response);
  });
  return listen(server, address);
}

const PLAIN = 'text/plain; charset=utf-8';

const PAGES: Readonly<Record<string, (report: ConnectorReport, response: ServerResponse) => void>> = {
  '/ready': ({ connections, connectorId }, response) => {
    const status = connections > 0 ? 200 : 503;
    sendText(response, status, PLAIN, JSON.stringify({ status, readyConnections: connections, connectorId }));
  },
  /** Says OK also while the connector has no connection at all. */
  '/healthcheck': (_report, response) => sendText(response, 200, PLAIN, 'OK\n'),
  '/config': ({ config }, response) => sendText(response, 200, PLAIN, JSON.stringify(configJson(config))),
  '/diag/tunnel': ({ tunnelId, connectorId, connections }, response) =>
    sendText(
      response,
      200,
      PLAIN,
      JSON.stringify({
        tunnelID: tunnelId,
        connectorID: connectorId,
        connections: Array.from({ length: connections }, (_, index) => ({
          isConnected: true,
          protocol: 'quic',
          edgeAddress: `198.51.100.${index + 1}`,
          index,
        })),
      }),
    ),
  '/metrics': (report, response) => sendText(response, 200, `${PLAIN}; version=0.0.4`, metricsText(report)),
};

const metricsText = ({ connections, config, startedAtMs, requests, failures }: ConnectorReport): string =>
  Object.entries({
    'build_info{goversion="sandbox",revision="sandbox",type="",version="2026.8.2"}': 1,
    cloudflared_config_local_config_pushes: 0,
    cloudflared_config_local_config_pushes_errors: 0,
    cloudflared_orchestration_config_version: Math.max(0, config.version),
    cloudflared_tunnel_concurrent_requests_per_tunnel: 0,
    cloudflared_tunnel_ha_connections: connections,
    cloudflared_tunnel_request_errors: failures,
    cloudflared_tunnel_total_requests: requests,
    process_start_time_seconds: startedAtMs / 1000,
  })
    .map(([name, value]) => `${name} ${value}\n`)
    .join('');
