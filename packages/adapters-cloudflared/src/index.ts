export * from './config-file/check-ingress-file.ts';
export * from './config-file/config-file-ingress.ts';
export { ConfigFile } from './config-file/config-file.ts';
export * from './config-file/restart-systemd-unit.ts';
export * from './metrics-connector-probe.ts';
