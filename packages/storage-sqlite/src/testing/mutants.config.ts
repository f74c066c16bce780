import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

/** Runs what must fail, apart from everything else; its outcome is judged by the test that starts it. */
export default defineConfig({
  ssr: { resolve: { conditions: ['tunnel-manager-source', ...defaultServerConditions] } },
  test: { include: ['**/mutants.suite.ts'], reporters: ['json'], testTimeout: 30_000 },
});
