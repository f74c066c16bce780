export * from './a-hostname.ts';
export * from './find-violations.ts';
export * from './fake-clock.ts';
export * from './fake-cloudflare.ts';
export * from './interrupted-ports.ts';
export * from './memory-store.ts';
export * from './test-world.ts';
export * from './seeded-random.ts';
