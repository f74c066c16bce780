import type { Terminal } from './terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'] as const;
/** Whoever waits less than this would only see it flicker. */
const PATIENCE_MS = 1000;

/** Shows on a terminal that something is under way once it has taken a second; everywhere else it is silent. */
export async function whileWaiting<T>(terminal: Terminal, text: string, work: Promise<T>): Promise<T> {
  if (!terminal.errIsInteractive) return work;
  const startedAt = performance.now();
  let frame = 0;
  const timer = setInterval(() => {
    if (performance.now() - startedAt < PATIENCE_MS) return;
    terminal.err(`\r${FRAMES[frame++ % FRAMES.length]} ${text}`);
  }, 100);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (frame > 0) terminal.err('\r\u001b[K');
  }
}
