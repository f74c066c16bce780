export * from './docker-host.ts';
export * from './docker-watcher.ts';
export type { ConnectorSetting } from './locate-connectors.ts';
export * from './restart-container.ts';
