import {
  PortFailure,
  validateIngress,
  type Clock,
  type ConnectorProbe,
  type IngressDocument,
  type IngressRule,
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
  #debtPaid = false;
  #seen: { readonly sha256: string; readonly version: number } | null = null;
  /** The contents that a rule was read from: a document made of it was made from these, whoever read again since. */
  readonly #readFrom = new WeakMap<IngressRule, string>();

  constructor(options: ConfigFileOptions) {
    this.#options = options;
  }

  async read(): Promise<PublishedIngress> {
    await this.#assertFileDecides();
    await this.#payDebt();
    const found = await this.#options.file.read();
    const document = understood(() => readConfigText(found.text));
    const [wrong] = isWithoutRules(document) ? [] : errorsIn(document);
    if (wrong !== undefined)
      throw refusedAs('ingress-file', `cloudflared would not start with the configuration file: ${wrong.message}`);
    for (const rule of document.ingress) this.#readFrom.set(rule, found.sha256);
    return { document, version: this.#versionOf(found) };
  }

  async replace(document: IngressDocument): Promise<ReplacedIngress> {
    await this.#assertFileDecides();
    const [wrong] = errorsIn(document);
    if (wrong !== undefined)
      throw refusedAs('ingress-invalid', `cloudflared would not take these rules: ${wrong.message}`);
    const expected = this.#madeFrom(document);
    const { file, restart } = this.#options;
    if (restart !== null) await file.noteRestartOwed();
    const written = await file.rewrite(({ text, sha256 }) =>
      sha256 === expected ? understood(() => editConfigText(text, document.ingress)) : null,
    );
    if (written === null) {
      if (restart !== null) await file.noteRestartDone();
      throw changedMeanwhile();
    }
    return { version: this.#versionOf(written), warnings: await this.#apply() };
  }

  /**
   * Restarts the connector when a daemon was killed between its write and the restart: the file says what nobody serves
   * yet. Looked at once, before anything is concluded from the file.
   */
  async #payDebt(): Promise<void> {
    if (this.#debtPaid) return;
    if (this.#options.restart !== null && (await this.#options.file.isRestartOwed())) await this.#apply();
    this.#debtPaid = true;
  }

  /** Null when its rules come from different contents. */
  #madeFrom(document: IngressDocument): string | null {
    const contents = new Set(document.ingress.flatMap((rule) => this.#readFrom.get(rule) ?? []));
    if (contents.size > 1) return null;
    return [...contents][0] ?? this.#seen?.sha256 ?? null;
  }

  #versionOf({ sha256 }: ReadFile): number {
    if (this.#seen?.sha256 !== sha256) this.#seen = { sha256, version: (this.#seen?.version ?? 0) + 1 };
    return this.#seen.version;
  }

  async #apply(): Promise<readonly string[]> {
    const { file, restart, connectors, clock } = this.#options;
    if (restart !== null) {
      const warnings = await restartAndWait(restart, connectors, clock);
      await file.noteRestartDone();
      return warnings;
    }
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

const isWithoutRules = ({ ingress }: IngressDocument): boolean => Array.isArray(ingress) && ingress.length === 0;

const errorsIn = (document: IngressDocument) =>
  validateIngress(document, 'yaml').filter(({ severity }) => severity === 'error');

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
