// Looks for secrets in everything that git tracks or would track. The finding names the place, never the secret.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Values that look secret and are invented. Only ids of test fixtures may be added here. */
const invented = new Set([]);

const shapes = [
  ['private key', /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g],
  ['AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g],
  ['GitHub token', /\b(?:gh[opsur]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})/g],
  ['token of ours', /\btm_[A-Za-z0-9_-]{43}\b/g],
  ['npm token', /\bnpm_[A-Za-z0-9]{36}\b/g],
  ['Slack token', /\bxox[abprs]-[A-Za-z0-9-]{20,}/g],
  ['API key', /\bsk-[A-Za-z0-9_-]{32,}/g],
  ['JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
  ['tunnel token', /\beyJhIjoi[A-Za-z0-9+/=_-]{40,}/g],
  ['Cloudflare token', /\b(?:v1\.0-[0-9a-f]{24}-[0-9a-f]{64,}|cf[a-z]{1,2}t_[A-Za-z0-9]{30,})/g],
  ['password in an address', /\b[a-z][a-z0-9+]*:\/\/[^\s/:@'"`$<{]+:(?!\/\/)([^\s/@'"`$<{]{6,})@/g],
];

/** A name that promises a secret, followed by a literal that could be one. */
const assignment =
  /(?:token|secret|passw(?:or)?d|api[_-]?key|credential|bearer)[A-Za-z0-9_]*['"]?\s*(?:[:=]|\s)\s*['"`]?([A-Za-z0-9+/_=.-]{20,})(?=['"`\s,;)]|$)/gi;

/** Names of files that have no place in a repository, whatever they hold. */
const neverTracked = /(?:^|\/)(?:\.env(?:\.[a-z]+)?|.*\.(?:pem|key|p12|pfx|db|sqlite3?)|credentials?\.json)$/;

/** What looks like a secret in one file, as `{ line, kind }`. */
export function findSecrets(file, text) {
  const found = neverTracked.test(file) ? [{ line: 1, kind: 'a file that is never tracked' }] : [];
  const report = (index, kind) => found.push({ line: text.slice(0, index).split('\n').length, kind });
  for (const [kind, shape] of shapes)
    for (const match of text.matchAll(shape)) if (!invented.has(match[1] ?? match[0])) report(match.index, kind);
  for (const match of text.matchAll(assignment))
    if (!invented.has(match[1]) && isRandom(match[1])) report(match.index, 'a random value assigned to a secret');
  return found;
}

/**
 * Words, paths and identifiers carry less than 3.7 bits a character or have no digits among their letters; a random
 * token of 20 characters or more has both. (A hex digest reaches at most 4 bits, base64 about 4.3 at 20 characters.)
 */
function isRandom(value) {
  const counts = Object.values(Object.groupBy(value, (letter) => letter)).map((group) => group.length);
  const bits = counts.reduce((total, count) => total - (count / value.length) * Math.log2(count / value.length), 0);
  const digits = value.match(/[0-9]/g)?.length ?? 0;
  const least = /^[0-9a-f]+$/i.test(value) ? 3 : 3.7;
  return bits >= least && digits >= 2 && /[a-z]/i.test(value);
}

if (import.meta.main) {
  const root = process.argv[2] ?? join(import.meta.dirname, '..');
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root });
  const files = list
    .toString('utf8')
    .split('\0')
    .filter((file) => file !== '' && existsSync(join(root, file)));
  const findings = files.flatMap((file) =>
    findSecrets(file, readFileSync(join(root, file), 'latin1')).map(({ line, kind }) => `${file}:${line}: ${kind}`),
  );
  for (const finding of findings) console.error(finding);
  console.log(`${files.length} files, ${findings.length} findings`);
  process.exitCode = findings.length === 0 ? 0 : 1;
}
