export * from './metrics-connector-probe.ts';
