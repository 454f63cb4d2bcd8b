import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  it.each(['bash', 'zsh', 'fish'])('prints a script for %s', async (shell) => {
    const { lines } = await ran(root(), ['completion', shell]);
    expect(lines.join('\n')).toContain('sluice __complete -- ');
  });

  it('knows no other shell', async () => {
    expect(await ran(completion(), ['tcsh'])).toMatchObject({ isUsageError: true, lines: [] });
  });

  it('makes bash ask for the words up to the one that is typed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-cli-bash-'));
    writeFileSync(join(folder, 'sluice'), '#!/bin/sh\nprintf "<%s>\\n" "$@"\n');
    chmodSync(join(folder, 'sluice'), 0o755);
    const { lines } = await ran(root(), ['completion', 'bash']);
    const script = [
      ...lines,
      'COMP_WORDS=(sluice abort -n "my shop" "" later)',
      'COMP_CWORD=4',
      '_sluice',
      `printf "%s\\n" "\${COMPREPLY[@]}"`,
    ].join('\n');
    const env = { PATH: `${folder}:/usr/local/bin:/usr/bin:/bin` };
    const said = execFileSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(said).toBe('<__complete>\n<-->\n<abort>\n<-n>\n<my shop>\n<>\n');
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
