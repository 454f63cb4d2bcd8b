import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const CLUSTER = '**/*.cluster.test.ts';
const shared = {
  pool: 'threads',
  isolate: false,
  setupFiles: 'e2e/seed.setup.ts',
  testTimeout: 120_000,
  hookTimeout: 120_000,
} as const;

/** A thousand namespaces are to be cleaned up after the conformance suite: whoever waits for one would wait long. */
class ConformanceLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => Number(moduleId.includes('conformance.cluster'));
    return (await super.sort(files)).toSorted((a, b) => isLast(a) - isLast(b));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: ConformanceLast },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: ['**/*.test.ts'],
          exclude: [CLUSTER, '**/*.pods.test.ts', '**/node_modules/**'],
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
