import { createHash, randomBytes } from 'node:crypto';

/** A new token: 256 random bits that cannot be guessed, behind a prefix that secret scanners can look for. */
export const mintToken = (): string => `tm_${randomBytes(32).toString('base64url')}`;

/** What is kept of a token, in hexadecimal. A token is random, so a plain hash gives nothing away. */
export const tokenSha256 = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');
