export { RefusedBaseUrl } from './base-url.ts';
export { CloudflareApi, type CloudflareAccess, type Deadlines } from './cloudflare-api.ts';
export { CloudflareDns } from './cloudflare-dns.ts';
export { CloudflareIngress } from './cloudflare-ingress.ts';
export { RequestBudget } from './request-budget.ts';
