import type { RuntimeView } from '@tunnel-manager/core';
import { startDockerWatcher, type DockerWatcher, type DockerWatcherOptions } from '../docker-watcher.ts';

/** A watcher with all that it told, in order. */
export interface WatchedEngine {
  readonly watcher: DockerWatcher;
  readonly views: readonly RuntimeView[];
  readonly log: readonly string[];
  /** Resolves as soon as the view is like this; rejects when it isn't within `withinMs`. */
  until(isSo: (view: RuntimeView) => boolean, withinMs?: number): Promise<RuntimeView>;
}

/** Watches the engine at `host` for a connector on the host, unless told otherwise. */
export function aWatcher(host: string, change: Partial<DockerWatcherOptions> = {}): WatchedEngine {
  const views: RuntimeView[] = [];
  const log: string[] = [];
  const waiting = new Set<() => void>();
  const watcher = startDockerWatcher({
    host,
    connectors: { kind: 'host' },
    projects: { mapping: {}, known: () => ['demo'] },
    clock: { nowMs: () => Date.now() },
    log: (message) => log.push(message),
    onChange: (view) => {
      views.push(view);
      for (const look of waiting) look();
    },
    ...change,
  });
  const until = (isSo: (view: RuntimeView) => boolean, withinMs = 5000): Promise<RuntimeView> =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        waiting.delete(look);
        reject(new Error(`not seen within ${withinMs} ms: ${JSON.stringify(watcher.view()).slice(0, 2000)}`));
      }, withinMs);
      const look = (): void => {
        if (!isSo(watcher.view())) return;
        clearTimeout(late);
        waiting.delete(look);
        resolve(watcher.view());
      };
      waiting.add(look);
      look();
    });
  return { watcher, views, log, until };
}
