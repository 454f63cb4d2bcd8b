/** `npm run test:pods`: Rollouts whose pods run, which takes a node and some minutes. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: '.',
    pool: 'threads',
    include: ['e2e/pods/*.pods.test.ts'],
    globalSetup: ['e2e/pods/pods.setup.ts'],
    fileParallelism: false,
    maxConcurrency: 6,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
