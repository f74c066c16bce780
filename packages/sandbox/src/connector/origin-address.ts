import type { RequestOptions } from 'node:https';
import { parseServiceAddress } from '@tunnel-manager/core';
import type { IngressRule } from '@tunnel-manager/core';

export type Origin =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hello-world' }
  | { readonly kind: 'http'; readonly secure: boolean; readonly options: RequestOptions }
  /** Nothing that an HTTP request can be sent to. */
  | { readonly kind: 'none' };

/** Where a rule sends its requests. */
export function originOf(rule: IngressRule): Origin {
  const address = parseServiceAddress(rule.service);
  if (address.kind === 'status') return address;
  if (address.kind === 'hello-world') return { kind: 'hello-world' };
  if (address.kind === 'unix') return { kind: 'http', secure: address.tls, options: { socketPath: address.path } };
  if (address.kind !== 'network' || !/^(?:https?|wss?)$/.test(address.scheme)) return { kind: 'none' };
  const secure = address.scheme === 'https' || address.scheme === 'wss';
  const port = address.port ?? (secure ? 443 : 80);
  return { kind: 'http', secure, options: { host: address.host.replace(/^\[|\]$/g, ''), port } };
}
