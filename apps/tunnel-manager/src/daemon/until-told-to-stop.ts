/**
 * Resolves with the first SIGTERM or SIGINT. Listens from the moment it is called, so that a signal during the start
 * is not lost; a second signal ends the process at once, as people expect of a second Ctrl-C.
 */
export function untilToldToStop(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve(signal);
        process.once(signal, () => process.exit(signal === 'SIGINT' ? 130 : 143));
      });
    }
  });
}
