import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret } from './secret.ts';

/** A secret could not be had. The message names the reference and what to do, never a value. */
export class SecretUnavailable extends Error {
  override readonly name = 'SecretUnavailable';
}

/** The variables of a process, as in `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Follows `env:NAME`, `file:PATH` or `credential:NAME` (a systemd credential) to its text; one newline at the end of
 * a file is not part of it. Anything else is the secret itself, which is refused unless `allowLiteral` is set.
 * Throws `SecretUnavailable` when the text is missing or empty.
 */
export function resolveSecret(
  reference: string,
  environment: Environment,
  options: { readonly allowLiteral?: boolean } = {},
): Secret {
  const [, kind, name] = /^(env|file|credential):(.*)$/s.exec(reference) ?? [];
  if (kind === undefined || name === undefined) return literal(reference, options.allowLiteral ?? false);
  if (name === '') throw new SecretUnavailable(`The secret reference "${reference}" names nothing.`);
  const text =
    kind === 'env'
      ? fromEnvironment(reference, name, environment)
      : fromFile(reference, kind === 'file' ? name : credentialPath(reference, name, environment));
  if (text === '') throw new SecretUnavailable(`The secret "${reference}" is empty.`);
  return new Secret(text);
}

/** What is written out may be a real secret, so the refusal does not repeat it. */
function literal(text: string, allowed: boolean): Secret {
  if (allowed && text !== '') return new Secret(text);
  throw new SecretUnavailable('A secret must be given as env:NAME, file:PATH or credential:NAME, not written out.');
}

function fromEnvironment(reference: string, name: string, environment: Environment): string {
  const text = environment[name];
  if (text === undefined) {
    throw new SecretUnavailable(`The secret "${reference}" is missing: set the environment variable ${name}.`);
  }
  return text;
}

function credentialPath(reference: string, name: string, environment: Environment): string {
  const directory = environment['CREDENTIALS_DIRECTORY'];
  if (!directory) {
    throw new SecretUnavailable(
      `The secret "${reference}" needs systemd: start the daemon from a unit with LoadCredential=${name}:PATH.`,
    );
  }
  if (name.includes('/') || name === '.' || name === '..') {
    throw new SecretUnavailable(`The secret reference "${reference}" must name a credential, not a path.`);
  }
  return join(directory, name);
}

function fromFile(reference: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new SecretUnavailable(`The secret "${reference}" cannot be read from ${path} (${code}).`, { cause });
  }
}
