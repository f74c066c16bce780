import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { ConfigurationError, type Problem } from './configuration-error.ts';
import { overrideFromEnvironment } from './environment-overrides.ts';
import { problemsOf } from './problems.ts';
import { configSchema, type Config } from './schema.ts';
import { unsupported } from './unsupported.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The largest file that is read: generous for any real configuration, small enough to parse at once. */
const MAX_BYTES = 1024 * 1024;

/** Reads the file and lays the environment over it. Throws `ConfigurationError` naming everything that is wrong. */
export async function loadConfig(file: string, environment: Environment): Promise<Config> {
  const config = parseConfig(await readText(file), environment, file);
  const besideFile = (path: string): string => resolve(dirname(file), path);
  const { storage, ingress } = config;
  return {
    ...config,
    storage: { ...storage, sqlite: { path: besideFile(storage.sqlite.path) } },
    ingress: { ...ingress, file: { ...ingress.file, path: besideFile(ingress.file.path) } },
  };
}

/** As `loadConfig`, from a text that is at hand; `source` names it in messages. */
export function parseConfig(text: string, environment: Environment, source: string): Config {
  const { document, problems } = overrideFromEnvironment(readYaml(text, source), environment);
  const parsed = configSchema.safeParse(document, { reportInput: true });
  const all = [...problems, ...(parsed.success ? [] : problemsOf(parsed.error))];
  if (!parsed.success || all.length > 0) throw new ConfigurationError(source, all);
  const config = { ...parsed.data, vm: parsed.data.vm ?? hostname() };
  const refused = unsupported(config);
  if (refused.length > 0) throw new ConfigurationError(source, refused);
  return config;
}

function readYaml(text: string, source: string): Record<string, unknown> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  const [mistake] = document.errors;
  if (mistake) {
    const { line, col } = lines.linePos(mistake.pos[0]);
    const what = mistake.code === 'DUPLICATE_KEY' ? 'a key appears twice.' : 'is not valid YAML.';
    throw only(source, { path: `line ${line}, column ${col}`, message: what, remedy: 'Mend this line.' });
  }
  try {
    // A few aliases are convenient; thousands of them are a bomb.
    const value: unknown = document.toJS({ maxAliasCount: 50 });
    if (value === null || value === undefined) return {};
    if (typeof value === 'object' && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw only(source, { path: '', message: 'repeats itself through aliases too often.', remedy: 'Write it out.' });
  }
  throw only(source, { path: '', message: 'is not a list of settings.', remedy: 'Begin with "cloudflare:".' });
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= MAX_BYTES) return bytes.toString('utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw only(file, { path: '', message: `cannot be read (${code}).`, remedy: 'Check the path and its permissions.' });
  }
  throw only(file, { path: '', message: 'is larger than 1 MB.', remedy: 'Check that it is the right file.' });
}

const only = (source: string, problem: Problem): ConfigurationError => new ConfigurationError(source, [problem]);
