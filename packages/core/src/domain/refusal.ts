/**
 * Every answer that says no, or that says the world failed: its HTTP status, whether asking again may help,
 * and one sentence on its meaning. The error reference is generated from this table.
 */
export const ERROR_CATALOGUE = {
  'invalid-request': { status: 422, retryable: false, meaning: 'The request is malformed.' },
  'invalid-subdomain': { status: 422, retryable: false, meaning: 'The name breaks the rules for DNS labels.' },
  'unknown-domain': { status: 422, retryable: false, meaning: 'No known, active zone covers the name.' },
  'domain-not-allowed': { status: 403, retryable: false, meaning: 'The project may not use this domain.' },
  'project-required': { status: 422, retryable: false, meaning: 'An admin must say for which project.' },
  'unknown-project': { status: 422, retryable: false, meaning: 'The configuration names no such project.' },
  'not-your-project': { status: 403, retryable: false, meaning: 'The credential belongs to another project.' },
  'not-owner': { status: 403, retryable: false, meaning: 'The hostname belongs to another project.' },
  forbidden: { status: 403, retryable: false, meaning: 'Only an admin may do this.' },
  unauthenticated: { status: 401, retryable: false, meaning: 'No valid credential came with the request.' },
  'port-not-yours': { status: 403, retryable: false, meaning: 'The port is not allocated to the project.' },
  'hostname-taken': { status: 409, retryable: false, meaning: 'Another project holds the hostname.' },
  'hostname-busy': { status: 409, retryable: true, meaning: 'The hostname is being created or released right now.' },
  'unknown-hostname': { status: 404, retryable: false, meaning: 'No such hostname is recorded.' },
  'foreign-record': {
    status: 409,
    retryable: false,
    meaning: 'A DNS record that is not provably ours holds the name.',
  },
  'ingress-not-ours': { status: 409, retryable: false, meaning: 'An ingress rule that is not ours holds the name.' },
  'ingress-invalid': { status: 422, retryable: false, meaning: 'The ingress configuration would not be valid.' },
  'ingress-local': { status: 409, retryable: false, meaning: 'The tunnel is managed by a local file, not remotely.' },
  'ingress-remote': { status: 409, retryable: false, meaning: 'The tunnel is managed remotely; its file is ignored.' },
  'ingress-file': {
    status: 502,
    retryable: true,
    meaning: "The connector's configuration file cannot be read or written.",
  },
  'unknown-container': {
    status: 422,
    retryable: false,
    meaning: 'The project has no container of that name, as far as the daemon sees.',
  },
  'origin-unreachable': { status: 422, retryable: true, meaning: 'Nothing answers HTTP where the route would lead.' },
  'origin-not-running': { status: 422, retryable: true, meaning: 'The container exists but does not run.' },
  'origin-ambiguous': { status: 422, retryable: false, meaning: 'More than one container fits the request.' },
  'origin-not-allowed': {
    status: 422,
    retryable: false,
    meaning: 'The explicit target is not an address we route to.',
  },
  'topology-unknown': { status: 503, retryable: true, meaning: 'Docker cannot be asked where the container is.' },
  'quota-exceeded': { status: 429, retryable: false, meaning: 'The project holds as many hostnames as it may.' },
  'zone-full': { status: 507, retryable: false, meaning: 'The zone has no room for another DNS record.' },
  'mass-change': { status: 409, retryable: false, meaning: 'The change would touch too much at once.' },
  'rate-limited': { status: 503, retryable: true, meaning: 'The request budget for Cloudflare is used up.' },
  'cloudflare-unavailable': { status: 502, retryable: true, meaning: 'Cloudflare gave no usable answer.' },
  'cloudflare-auth': { status: 502, retryable: false, meaning: 'Cloudflare does not accept the API token.' },
  'connector-unconfirmed': {
    status: 503,
    retryable: true,
    meaning: 'No connector took the new configuration in time.',
  },
  'storage-unavailable': { status: 503, retryable: true, meaning: 'The database cannot be read or written.' },
  standby: { status: 503, retryable: true, meaning: 'Another daemon is active for this VM.' },
  internal: { status: 500, retryable: false, meaning: 'The daemon met a condition that it does not know.' },
} as const satisfies Record<string, { status: number; retryable: boolean; meaning: string }>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An answer that says no: a stable code, one plain sentence, and the exact remedy. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
  readonly advice: string;
}

export const refusal = (code: ErrorCode, message: string, advice: string): Refusal => ({
  code,
  message,
  advice,
});
