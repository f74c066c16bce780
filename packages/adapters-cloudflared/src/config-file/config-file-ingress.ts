import {
  PortFailure,
  validateIngress,
  type Clock,
  type ConnectorProbe,
  type IngressDocument,
  type IngressSource,
  type PublishedIngress,
  type ReplacedIngress,
} from '@tunnel-manager/core';
import type { ConfigFile, ReadFile } from './config-file.ts';
import { editConfigText, MalformedConfig, readConfigText } from './config-text.ts';
import { restartAndWait } from './restart-and-wait.ts';

export interface ConfigFileOptions {
  readonly file: ConfigFile;
  readonly connectors: ConnectorProbe;
  readonly clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Restarts the connector after each write; null when somebody else does. Throws `PortFailure`. */
  readonly restart: (() => Promise<void>) | null;
}

/**
 * The rules in cloudflared's own configuration file. Versions count the contents that this process has seen. cloudflared
 * reads the file only when it starts, so a write is in force after a restart, and not before.
 */
export class ConfigFileIngress implements IngressSource {
  readonly confirmedBy = 'source';
  readonly #options: ConfigFileOptions;
  #seen: { readonly sha256: string; readonly version: number } | null = null;

  constructor(options: ConfigFileOptions) {
    this.#options = options;
  }

  async read(): Promise<PublishedIngress> {
    await this.#assertFileDecides();
    const found = await this.#options.file.read();
    return { document: understood(() => readConfigText(found.text)), version: this.#versionOf(found) };
  }

  async replace(document: IngressDocument): Promise<ReplacedIngress> {
    await this.#assertFileDecides();
    const [wrong] = validateIngress(document, 'yaml').filter(({ severity }) => severity === 'error');
    if (wrong !== undefined)
      throw refusedAs('ingress-invalid', `cloudflared would not take these rules: ${wrong.message}`);
    const expected = this.#seen?.sha256;
    const written = await this.#options.file.rewrite(({ text, sha256 }) =>
      sha256 === expected ? understood(() => editConfigText(text, document.ingress)) : null,
    );
    if (written === null) throw changedMeanwhile();
    return { version: this.#versionOf(written), warnings: await this.#apply() };
  }

  #versionOf({ sha256 }: ReadFile): number {
    if (this.#seen?.sha256 !== sha256) this.#seen = { sha256, version: (this.#seen?.version ?? 0) + 1 };
    return this.#seen.version;
  }

  async #apply(): Promise<readonly string[]> {
    const { restart, connectors, clock } = this.#options;
    if (restart !== null) return restartAndWait(restart, connectors, clock);
    return ['cloudflared reads its file only when it starts: restart it, and the hostname answers.'];
  }

  /** A connector that was given its rules remotely ignores the file, whatever is written there. */
  async #assertFileDecides(): Promise<void> {
    const remote = (await this.#options.connectors.observe()).find(({ configVersion }) => (configVersion ?? -1) >= 0);
    if (remote === undefined) return;
    throw new PortFailure({
      operation: 'ingress.file',
      code: 'ingress-remote',
      message: `The connector at ${remote.address} takes its rules from Cloudflare and ignores its file.`,
      advice: 'Set `ingress.mode: remote` in the configuration of tunnel-manager.',
      outcome: 'none',
    });
  }
}

function understood<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof MalformedConfig)) throw error;
    throw refusedAs('ingress-file', `The configuration file cannot be used: ${error.message.replace(/[.:]$/, '')}.`);
  }
}

const refusedAs = (code: 'ingress-invalid' | 'ingress-file', message: string): PortFailure =>
  new PortFailure({
    operation: 'ingress.file',
    code,
    kind: 'invalid',
    message,
    advice: 'Check it with `tunnel-manager ingress check FILE`; nothing was written.',
    outcome: 'none',
  });

const changedMeanwhile = (): PortFailure =>
  new PortFailure({
    operation: 'ingress.file',
    code: 'ingress-file',
    kind: 'conflict',
    message: 'The configuration file changed since it was read.',
    advice: 'Ask again.',
    outcome: 'none',
  });
