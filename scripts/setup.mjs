// Brings the checkout to where every command runs: dependencies as locked, packages built. Run by `npm start`,
// `npm test` and the rest, so it must cost little when there is nothing to do, and it must run on an old Node:
// only built-ins that Node 20 has, because the pinned Node comes with the dependencies.
// `--without-build` leaves the packages alone: the check builds them itself, as one of its steps.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusively } from './exclusively.mjs';
import { runHeld } from './run-held.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const wantsBuild = !process.argv.includes('--without-build');
const installStamp = join(root, 'node_modules', '.installed-from');
const buildStamp = join(root, 'node_modules', '.built-from');

class SetupFailed extends Error {}

try {
  if (!isInstalled() || (wantsBuild && !isBuilt())) {
    mkdirSync(join(root, '.turbo'), { recursive: true });
    await exclusively(join(root, '.turbo', 'setup.lock'), async () => {
      if (!isInstalled()) await install();
      if (wantsBuild && !isBuilt()) await build();
    });
  }
} catch (error) {
  if (!(error instanceof SetupFailed)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

function isInstalled() {
  return readStamp(installStamp) === lockFingerprint();
}

function isBuilt() {
  return readStamp(buildStamp) === sourceFingerprint() && workspaces().every((dir) => existsSync(join(dir, 'dist')));
}

async function install() {
  // Development and optional packages are asked for by name: NODE_ENV=production would leave the compiler out.
  const args = ['ci', '--include=dev', '--include=optional', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  await step('Installing dependencies', npm ? process.execPath : 'npm', npm ? [npm, ...args] : args);
  linkPinnedNode();
  writeFileSync(installStamp, lockFingerprint());
}

/** npm 10 installs the pinned Node but leaves out its link (seen with 10.9.9; npm 11 makes it). */
function linkPinnedNode() {
  const link = join(bin, 'node');
  if (existsSync(link) || process.platform === 'win32') return;
  const pinned = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`].find(
    (name) => existsSync(join(root, 'node_modules', name, 'bin', 'node')),
  );
  if (pinned !== undefined) symlinkSync(join('..', pinned, 'bin', 'node'), link);
  else if (Number(process.versions.node.split('.')[0]) < 24) {
    throw new SetupFailed(`No Node comes along for ${process.platform} ${process.arch}. Install Node 24 or newer.`);
  }
}

async function build() {
  // Taken before the build: a file that is saved while it runs is built by the next set-up.
  const fingerprint = sourceFingerprint();
  await step('Building', join(bin, 'turbo'), ['run', 'build', '--output-logs=errors-only']);
  writeFileSync(buildStamp, fingerprint);
}

/** Announces itself on stderr, so that stdout stays with the command that follows. */
async function step(title, command, args) {
  const startedAt = Date.now();
  process.stderr.write(`${title} …\n`);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, TURBO_TELEMETRY_DISABLED: '1' };
  const { code, output } = await runHeld(command, args, { cwd: root, env });
  if (code !== 0) throw new SetupFailed(`${output}\n${title} failed: ${command} ${args.join(' ')}`);
  process.stderr.write(`${title} took ${((Date.now() - startedAt) / 1000).toFixed(1)} s.\n`);
}

function lockFingerprint() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(`${process.platform} ${process.arch} `).update(lock).digest('hex');
}

/** Names, sizes and times of everything that a build reads; tests are no part of it. */
function sourceFingerprint() {
  const hash = createHash('sha256').update(readStamp(installStamp) ?? '');
  const add = (file) => {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  add(join(root, 'tsconfig.base.json'));
  add(join(root, 'turbo.json'));
  for (const workspace of workspaces()) {
    add(join(workspace, 'package.json'));
    add(join(workspace, 'tsconfig.json'));
    sourcesIn(join(workspace, 'src')).forEach(add);
  }
  return hash.digest('hex');
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.includes('.test.'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function workspaces() {
  return ['packages', 'apps'].flatMap((group) =>
    readdirSync(join(root, group))
      .map((name) => join(root, group, name))
      .filter((dir) => existsSync(join(dir, 'package.json')))
      .sort(),
  );
}

function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
