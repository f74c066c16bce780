import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectDocker } from '../engine.ts';
import { noEngine } from './real-engine.ts';

const DOCKERD = '/usr/sbin/dockerd';

/** Why a test cannot have an engine that it may stop, or null when it can. */
export const noOwnEngine: string | null =
  noEngine ??
  (process.getuid?.() === 0
    ? existsSync(DOCKERD)
      ? null
      : `there is no ${DOCKERD} to start and stop`
    : 'only root can start and stop an engine of its own');

/**
 * An engine to stop and start. It has a network and mounts of its own: beside another engine on the same network it
 * would take that one's bridge away. Its containers have no network but its own.
 */
export class OwnEngine {
  readonly #directory = mkdtempSync(join(tmpdir(), 'tunnel-manager-dockerd-'));
  #process: ChildProcess | null = null;

  get host(): string {
    return `unix://${this.#path('docker.sock')}`;
  }

  /** Resolves when it answers; throws with the reason when it can't be started. */
  async start(): Promise<void> {
    if (noOwnEngine !== null) throw new Error(noOwnEngine);
    const roots = [
      '--data-root',
      this.#path('data'),
      '--exec-root',
      this.#path('exec'),
      '--pidfile',
      this.#path('pid'),
    ];
    const apart = ['--net', '--mount', DOCKERD, '--iptables=false', '--ip-forward=false', '--ip-masq=false'];
    // `unshare` becomes the engine, so that the process id is the engine's.
    this.#process = spawn('unshare', [...apart, '-H', this.host, ...roots], { stdio: 'ignore' });
    const docker = await connectDocker(this.host);
    for (let waitedMs = 0; ; waitedMs += 100) {
      const answered = await docker.ping().then(
        () => true,
        () => false,
      );
      if (answered) return;
      if (this.#process.exitCode !== null || waitedMs > 30_000) throw new Error('dockerd did not start');
      await pause(100);
    }
  }

  /** Resolves when the process has ended. */
  async stop(): Promise<void> {
    const engine = this.#process;
    if (engine === null) return;
    this.#process = null;
    engine.kill('SIGTERM');
    if (engine.exitCode === null) await once(engine, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #path(name: string): string {
    return join(this.#directory, name);
  }
}
