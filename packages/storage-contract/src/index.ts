export { describeStateStore } from './describe-state-store.ts';
export type { OpenedStore } from './opened-store.ts';
