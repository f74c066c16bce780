import type { Problem } from './configuration-error.ts';
import { configSchema, type Config } from './schema.ts';

/**
 * Settings that the schema knows and this version cannot honour yet. Each is refused when it asks for something else
 * than what happens without it: a setting that is silently ignored is worse than one that is missing.
 */
export function unsupported(config: Config): readonly Problem[] {
  return RULES.filter((rule) => rule.asksForMore(config)).map(({ path, instead }) => ({
    path,
    message: 'is not supported by this version.',
    remedy: instead,
  }));
}

interface Rule {
  readonly path: string;
  readonly instead: string;
  asksForMore(config: Config): boolean;
}

const defaults = configSchema.parse({
  cloudflare: { apiToken: 'env:X', accountId: '0'.repeat(32), tunnelId: '00000000-0000-0000-0000-000000000000' },
});

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

const RULES: readonly Rule[] = [
  {
    path: 'storage.driver',
    instead: 'Use sqlite.',
    asksForMore: ({ storage }) => storage.driver !== 'sqlite',
  },
  {
    path: 'ingress.file.apply: swap, which is the default,',
    instead: 'Choose restart, or choose none and restart cloudflared yourself.',
    asksForMore: ({ ingress }) => ingress.mode === 'file' && ingress.file.apply === 'swap',
  },
  {
    path: 'reconcile',
    instead: 'Remove the section: recorded and real state are not compared yet.',
    asksForMore: ({ reconcile }) => differs(reconcile, defaults.reconcile),
  },
  {
    path: 'retention',
    instead: 'Remove the section: nothing is deleted yet.',
    asksForMore: ({ retention }) => differs(retention, defaults.retention),
  },
  {
    path: 'webhooks',
    instead: 'Remove the section: no events are delivered yet.',
    asksForMore: ({ webhooks }) => webhooks.length > 0,
  },
];
