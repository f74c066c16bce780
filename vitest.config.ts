import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Workspace packages are read from source. Adding 'import' or 'default' here would break some dependencies.
  ssr: { resolve: { conditions: ['tunnel-manager-source', ...defaultServerConditions] } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'scripts/**/*.test.mjs',
    ],
    reporters: ['default', './scripts/summary-reporter.mjs'],
    // Many tests wait for sockets, processes and disks more than they compute: every core gets a worker.
    maxWorkers: '100%',
    testTimeout: 30_000,
  },
});
