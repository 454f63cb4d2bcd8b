import { defineConfig } from 'vitest/config';

const CLUSTER = '**/*.cluster.test.ts';
const shared = {
  pool: 'threads',
  isolate: false,
  setupFiles: 'e2e/seed.setup.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['**/*.test.ts'],
          exclude: [CLUSTER, '**/node_modules/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'cluster',
          include: [CLUSTER],
          globalSetup: ['e2e/cluster.setup.ts'],
          // One after another, and after the others: some restart the API server.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
