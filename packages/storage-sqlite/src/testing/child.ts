import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A process of a test's own, whose lines are read one at a time. */
export interface Child {
  readonly pid: number;
  /** The next line that it prints; throws when it ends without one. */
  line(): Promise<string>;
  /** Kills it, without giving it a chance, and answers the lines that it had printed and nobody had read. */
  kill(): Promise<readonly string[]>;
}

/** Runs a script beside this file with the pinned Node, from source. */
export function startChild(script: string, ...args: readonly string[]): Child {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=tunnel-manager-source', path, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exit = once(child, 'exit');
  let complaint = '';
  child.stderr.on('data', (text) => (complaint += String(text)));
  return {
    pid: child.pid ?? -1,
    line: async () => {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`${script} ended: ${complaint}`);
      return value;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exit;
      const rest: string[] = [];
      for await (const line of { [Symbol.asyncIterator]: () => lines }) rest.push(line);
      return rest;
    },
  };
}
