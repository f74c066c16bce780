/** What the `service` of a rule names, as cloudflared reads it. Text that it refuses is `invalid` with the reason. */
export type ServiceAddress =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'hello-world' | 'socks-proxy' | 'bastion' }
  | { readonly kind: 'unix'; readonly path: string; readonly tls: boolean }
  | { readonly kind: 'network'; readonly scheme: string; readonly host: string; readonly port: number | null }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Never throws. A network address has a scheme and a host, and no path, not even `/`. */
export function parseServiceAddress(service: string): ServiceAddress {
  const status = /^http_status:(.*)$/s.exec(service)?.[1];
  if (status !== undefined) return statusOf(status);
  if (service === 'hello_world' || service === 'hello-world') return { kind: 'hello-world' };
  if (service === 'socks-proxy' || service === 'bastion') return { kind: service };
  if (service.startsWith('unix:')) return { kind: 'unix', path: service.slice('unix:'.length), tls: false };
  if (service.startsWith('unix+tls:')) return { kind: 'unix', path: service.slice('unix+tls:'.length), tls: true };
  return networkAddress(service);
}

function statusOf(text: string): ServiceAddress {
  const status = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (status >= 100 && status <= 999) return { kind: 'status', status };
  return invalid(`invalid HTTP status code: ${text}`);
}

function networkAddress(service: string): ServiceAddress {
  if (/\p{Cc}/u.test(service)) return invalid(`${JSON.stringify(service)} holds a control character`);
  const [, scheme = '', afterScheme = ''] = /^(?:([a-z][a-z\d+.-]*):)?([^?#]*)/i.exec(service) ?? [];
  const [, userInfo = '', hostAndPort = '', path = ''] = /^\/\/(?:([^/]*)@)?([^/]*)(.*)$/s.exec(afterScheme) ?? [];
  const [, host = '', colonPort = '', rest = ''] = /^(\[[^\]]*\]|.*(?=:)|[^:]*)(:\d*)?(.*)$/s.exec(hostAndPort) ?? [];
  if (NOT_IN_USER_INFO.test(userInfo)) return invalid('invalid user information in the address');
  if (rest !== '') return invalid(`invalid port "${rest}" after host`);
  if (NOT_IN_A_HOST.test(host) || BROKEN_ESCAPE.test(host)) return invalid(`invalid character in host name "${host}"`);
  if (scheme === '' || host.replace(/^\[\]$/, '') === '')
    return invalid(`${service} is an invalid address, please make sure it has a scheme and a hostname`);
  if (path !== '')
    return invalid(`${service} is an invalid address, ingress rules don't support proxying to a different path`);
  return { kind: 'network', scheme: scheme.toLowerCase(), host, port: portOf(colonPort) };
}

const portOf = (colonPort: string): number | null => (colonPort.length < 2 ? null : Number(colonPort.slice(1)));

const invalid = (problem: string): ServiceAddress => ({ kind: 'invalid', problem });

/** What Go's URL parser does not take in a host: ASCII beyond the unreserved, the delimiters and the brackets. */
const NOT_IN_A_HOST = /[ `{}|\\^@]|^\[(?!.*\]$)/;

/** Only bytes outside ASCII, and `%` itself, may be escaped in a host. */
const BROKEN_ESCAPE = /%(?![89a-f][\da-f]|25)/i;

const NOT_IN_USER_INFO = /[^\w.~!$&'()*+,;=:%@-]/;
