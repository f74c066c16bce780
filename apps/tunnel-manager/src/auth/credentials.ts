import { resolveSecret, SecretUnavailable, type Environment } from '@tunnel-manager/adapters-host';
import { ConfigurationError, type Problem } from '../config/configuration-error.ts';
import type { Config } from '../config/schema.ts';
import { credentialOf, type Credential } from './credential.ts';
import { tokenSha256 } from './token.ts';

/**
 * The credentials that the configuration lists, their secrets resolved and hashed. Throws `ConfigurationError` when a
 * secret cannot be had or one token stands for two callers.
 */
export function credentialsOf(tokens: Config['auth']['tokens'], environment: Environment): readonly Credential[] {
  const problems: Problem[] = [];
  const credentials = new Map<string, Credential>();
  for (const [index, entry] of tokens.entries()) {
    const path = `auth.tokens.${index}`;
    try {
      const sha256 = entry.sha256 ?? tokenSha256(resolveSecret(entry.token ?? '', environment).reveal());
      if (credentials.has(sha256)) {
        problems.push({ path, message: 'is a token that is listed already.', remedy: 'Keep one of the two entries.' });
      }
      credentials.set(sha256, credentialOf(sha256, entry.project));
    } catch (error) {
      if (!(error instanceof SecretUnavailable)) throw error;
      problems.push({ path: `${path}.token`, message: error.message, remedy: '' });
    }
  }
  if (problems.length > 0) throw new ConfigurationError('The configuration', problems);
  return [...credentials.values()];
}
