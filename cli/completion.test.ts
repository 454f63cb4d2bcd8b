import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abort } from './abort.ts';
import { NAMESPACE, ran, startedCluster } from './commands.testkit.ts';
import { complete, completion } from './completion.ts';
import { version } from './version.ts';

const root = () => {
  const program = new Command('sluice').addCommand(abort()).addCommand(completion());
  return program.addCommand(complete(program), { hidden: true });
};

describe('sluice __complete', () => {
  let cluster: Awaited<ReturnType<typeof startedCluster>>;
  beforeAll(async () => {
    cluster = await startedCluster();
    for (const name of ['storefront', 'store', 'api'])
      await cluster.create({
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: { name, namespace: NAMESPACE } },
        spec: {},
      });
  });
  afterAll(() => cluster.stop());
  const asked = async (...words: string[]) => (await ran(root(), ['__complete', '--', ...words])).lines;

  it('names Rollouts of the namespace that begin so', async () => {
    const flags = ['--kubeconfig', cluster.kubeconfig, '-n', NAMESPACE];
    expect(await asked('abort', ...flags, 'st')).toEqual(['store', 'storefront']);
    expect(await asked('abort', ...flags, '')).toEqual(['api', 'store', 'storefront']);
    expect(await asked('abort', '--kubeconfig', cluster.kubeconfig, '')).toEqual([]);
  });

  it('completes commands and flags without a cluster', async () => {
    expect(await asked('ab')).toEqual(['abort']);
    expect(await asked('abort', '--rea')).toEqual(['--reason']);
  });

  it('is silent when there is no cluster', async () => {
    expect(await ran(root(), ['__complete', '--', 'abort', '--kubeconfig', 'nowhere', ''])).toEqual({
      ...{ lines: [], problems: [], isUsageError: false },
    });
  });
});

describe('sluice completion', () => {
  it.each(['bash', 'zsh', 'fish', 'kubectl'])('prints a script for %s', async (shell) => {
    const { lines } = await ran(root(), ['completion', shell]);
    expect(lines.join('\n')).toMatch(/ __complete -- .*\$/);
  });

  it('knows no other shell', async () => {
    expect(await ran(completion(), ['tcsh'])).toMatchObject({ isUsageError: true, lines: [] });
  });
});

describe('sluice version', () => {
  it('prints the release, and what it runs on', async () => {
    const short = [expect.stringMatching(/^sluice: v\d+\.\d+\.\d+/)];
    const more = [`  Node.js: ${process.version}`, `  Platform: ${process.platform}/${process.arch}`];
    expect((await ran(version(), ['--short'])).lines).toEqual(short);
    expect((await ran(version(), [])).lines).toEqual([...short, ...more]);
  });
});
