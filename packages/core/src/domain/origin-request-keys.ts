import type { ValueKind } from './config-values.ts';

/** The keys of `originRequest` that cloudflared knows. Others are ignored by it. */
export const ORIGIN_REQUEST_KEYS: Readonly<Record<string, ValueKind>> = {
  connectTimeout: 'duration',
  tlsTimeout: 'duration',
  tcpKeepAlive: 'duration',
  noHappyEyeballs: 'boolean',
  keepAliveConnections: 'integer',
  keepAliveTimeout: 'duration',
  httpHostHeader: 'text',
  originServerName: 'text',
  matchSNItoHost: 'boolean',
  caPool: 'text',
  noTLSVerify: 'boolean',
  disableChunkedEncoding: 'boolean',
  bastionMode: 'boolean',
  proxyAddress: 'text',
  proxyPort: 'integer',
  proxyType: 'text',
  ipRules: 'list',
  http2Origin: 'boolean',
  access: 'object',
};
