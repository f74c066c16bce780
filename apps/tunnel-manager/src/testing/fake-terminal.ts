import type { Terminal } from '../cli/terminal.ts';

/** A terminal that keeps what is written to it; nobody reads along unless a test says so. */
export function fakeTerminal(about: Partial<Terminal> = {}) {
  const written = { out: '', err: '' };
  const terminal: Terminal = {
    environment: {},
    out: (text) => void (written.out += text),
    err: (text) => void (written.err += text),
    isInteractive: false,
    errIsInteractive: false,
    width: 80,
    ...about,
  };
  return { terminal, written };
}
