/**
 * The answer to a question, unless `signal` aborts or time is up: then it throws. The question gets a signal for both,
 * but need not heed it; the Docker client never settles when an answer breaks off in the middle.
 */
export async function withinTime<T>(
  timeoutMs: number,
  signal: AbortSignal,
  question: (limit: AbortSignal) => Promise<T>,
): Promise<T> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  limit.throwIfAborted();
  const over = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(limit.reason as Error), { once: true });
  });
  return Promise.race([question(limit), over]);
}
