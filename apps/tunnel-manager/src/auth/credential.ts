import { timingSafeEqual } from 'node:crypto';
import type { Caller } from '@tunnel-manager/core';
import { tokenSha256 } from './token.ts';

/** What one token stands for. `actor` names the token in the audit log without giving it away. */
export type Credential = { readonly sha256: string; readonly actor: string } & (
  | { readonly role: 'admin' }
  | { readonly role: 'project'; readonly project: string }
);

/** The credential of a token's hash; the first eight digits tell tokens apart in the audit log. */
export const credentialOf = (sha256: string, project: string | undefined): Credential =>
  project === undefined
    ? { sha256, actor: `admin:${sha256.slice(0, 8)}`, role: 'admin' }
    : { sha256, actor: `${project}:${sha256.slice(0, 8)}`, role: 'project', project };

/**
 * Who an `Authorization` header speaks for, or null. Every known hash is compared, each in constant time, so that the
 * time taken tells nothing about how near a guess was.
 */
export function authenticate(header: string | undefined, known: readonly Credential[]): Credential | null {
  const token = /^Bearer +([A-Za-z0-9._~+/=-]{1,512})$/i.exec(header ?? '')?.[1];
  if (token === undefined) return null;
  const presented = Buffer.from(tokenSha256(token), 'hex');
  return known.reduce<Credential | null>(
    (found, credential) => (timingSafeEqual(presented, Buffer.from(credential.sha256, 'hex')) ? credential : found),
    null,
  );
}

/** The caller of one request. */
export const callerOf = (credential: Credential, requestId: string): Caller =>
  credential.role === 'admin'
    ? { role: 'admin', actor: credential.actor, requestId }
    : { role: 'project', project: credential.project, actor: credential.actor, requestId };
