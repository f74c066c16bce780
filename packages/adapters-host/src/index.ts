export * from './configured-ports.ts';
export * from './configured-projects.ts';
export * from './http-origin-probe.ts';
export * from './port-ranges.ts';
export * from './resolve-secret.ts';
export * from './secret.ts';
export * from './system-clock.ts';
