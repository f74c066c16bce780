import type { Hostname } from '../domain/hostname.ts';

/** A claim of `app.example.com` made just now; each test changes what it is about. */
export const aHostname = (change: Partial<Hostname> = {}): Hostname => ({
  id: 'row-1',
  hostname: 'app.example.com',
  subdomain: 'app',
  domain: 'example.com',
  origin: 'http://127.0.0.1:3000',
  targetType: 'localhost',
  port: 3000,
  container: null,
  network: null,
  reason: 'A process on this host answers HTTP at http://127.0.0.1:3000.',
  project: 'demo',
  vm: 'vm-1',
  tunnelId: 'tunnel-1',
  recordId: null,
  state: 'pending',
  version: 1,
  expiresAt: null,
  createdAt: 0,
  updatedAt: 0,
  createdBy: 'demo',
  ...change,
});
