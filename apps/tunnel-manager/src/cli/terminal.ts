/** Where a command writes, and what it may assume about the reader. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The answer. */
  out(text: string): void;
  /** Everything that is not the answer. */
  err(text: string): void;
  /** Whether a person reads the answer as it comes. */
  readonly isInteractive: boolean;
  readonly errIsInteractive: boolean;
  /** Columns that a table may take; never more than 80, so that it can be pasted anywhere. */
  readonly width: number;
}

export const processTerminal: Terminal = {
  environment: process.env,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  isInteractive: process.stdout.isTTY,
  errIsInteractive: process.stderr.isTTY,
  width: Math.min(80, process.stdout.columns || 80),
};

/** Bold on a terminal whose user did not ask for plain text (https://no-color.org). */
export const bold = (terminal: Terminal, text: string): string =>
  terminal.isInteractive && !terminal.environment['NO_COLOR'] ? `\u001b[1m${text}\u001b[22m` : text;
