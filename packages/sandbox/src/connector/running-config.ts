import { ingressMatcher, validateIngress } from '@tunnel-manager/core';
import type { IngressDocument, IngressFormat, IngressRule } from '@tunnel-manager/core';

/** A configuration in force: -1 is a local file's version, as cloudflared reports it. */
export interface RunningConfig {
  readonly version: number;
  readonly document: IngressDocument | null;
  /** The rule for a request, or null when there is no configuration. */
  readonly ruleFor: (host: string, path: string) => IngressRule | null;
}

export const NO_CONFIG: RunningConfig = { version: 0, document: null, ruleFor: () => null };

/** Prepares a configuration for use; null when cloudflared would not take it. */
export function prepareConfig(document: IngressDocument, version: number, format: IngressFormat): RunningConfig | null {
  if (validateIngress(document, format).some((issue) => issue.severity === 'error')) return null;
  const match = ingressMatcher(document);
  return { version, document, ruleFor: (host, path) => document.ingress[match(host, path) ?? -1] ?? null };
}

/** One `originRequest` setting for a rule: the rule's own before the one for all rules. */
export function originSetting(config: RunningConfig, rule: IngressRule, key: string): unknown {
  const own = rule.originRequest as Readonly<Record<string, unknown>> | null | undefined;
  const common = config.document?.['originRequest'] as Readonly<Record<string, unknown>> | null | undefined;
  return own?.[key] ?? common?.[key];
}

/** What `/config` of the metrics listener shows. */
export const configJson = ({ version, document }: RunningConfig): unknown => ({
  version,
  config: document && {
    ingress: document.ingress.map((rule) => ({
      hostname: rule.hostname ?? '',
      path: rule.path ?? null,
      service: rule.service,
      Handlers: null,
      originRequest: {
        ...DEFAULTS,
        ...(document['originRequest'] as object | undefined),
        ...(rule.originRequest as object | undefined),
      },
    })),
    'warp-routing': document['warp-routing'] ?? {},
    originRequest: document['originRequest'] ?? {},
  },
});

/** cloudflared's own, in seconds. */
const DEFAULTS = {
  connectTimeout: 30,
  tlsTimeout: 10,
  tcpKeepAlive: 30,
  noHappyEyeballs: false,
  keepAliveConnections: 100,
  keepAliveTimeout: 90,
  httpHostHeader: '',
  originServerName: '',
  caPool: '',
  noTLSVerify: false,
  disableChunkedEncoding: false,
  bastionMode: false,
  proxyAddress: '127.0.0.1',
  proxyPort: 0,
  proxyType: '',
  ipRules: null,
  http2Origin: false,
  access: {},
};
