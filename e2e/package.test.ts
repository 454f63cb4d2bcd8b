import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kubeconfigFor } from '../sandbox/kubeconfig-for.ts';

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
const npm = (arguments_: readonly string[], cwd: string) =>
  execFileSync('npm', [...arguments_], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** A command, what it does not understand, and what it shows to do. */
interface Told {
  readonly command: string;
  readonly wrong: readonly string[];
  /** What an example of its begins with. */
  readonly example?: string;
  /** With these it asks a cluster. */
  readonly operands?: string;
}

const told = (command: string, wrong: readonly string[], more: Omit<Told, 'command' | 'wrong'> = {}): Told => ({
  ...{ command, wrong: ['--nothing', ...wrong], ...more },
});
const asking = (command: string, operands: string, wrong: readonly string[] = []): Told =>
  told(command, wrong, { operands, example: command });

const COMMANDS: readonly Told[] = [
  asking('abort', 'web', ['']),
  told('completion', ['', 'tcsh'], { example: 'completion bash' }),
  told('controller', [], { example: '' }),
  told('crds', [], { example: 'crds' }),
  told('create', ['', '-f'], { example: 'create -f' }),
  asking('create analysisrun', '--from web', ['', '-f x', '--from x --from-file y', '--from x -a y']),
  asking('explain', 'web', ['', 'web store']),
  told('get', ['', 'pods']),
  asking('get rollout', 'web', ['-o name', 'web -o tree', 'web --timeout-seconds soon']),
  asking('get analysisrun', 'web', ['-o name', 'web -o tree', 'web --timeout-seconds soon']),
  asking('get experiment', 'web', ['-o name', 'web -o tree', 'web store']),
  asking('history', 'web', ['']),
  told('lint', ['', '. -o yaml'], { example: 'lint' }),
  told('list', ['', 'pods']),
  asking('list rollouts', '-A', ['web']),
  asking('list experiments', '-A', ['web', '-w']),
  asking('list analysisruns', '-A', ['web', '-w']),
  asking('pause', 'web', ['']),
  asking('promote', 'web', ['', 'web store', 'web -c -a', 'web -c --full']),
  told('replay', [''], { example: 'replay' }),
  asking('restart', 'web', ['', 'web --in soon']),
  told('retry', ['', 'pods --nothing'], { example: 'retry' }),
  told('retry rollout', [''], { operands: 'web' }),
  told('retry experiment', [''], { operands: 'web' }),
  told('sandbox', ['--port x', '--nodes -1'], { example: 'sandbox' }),
  told('sandbox nodes', []),
  told('set', ['', 'replicas']),
  asking('set image', 'web main=web:2', ['', 'web', 'web main']),
  asking('status', 'web', ['', 'web --timeout soon']),
  told('terminate', ['', 'rollout'], { example: 'terminate analysisrun' }),
  told('terminate analysisrun', [''], { operands: 'web' }),
  told('terminate experiment', [''], { operands: 'web' }),
  asking('undo', 'web', ['', 'web --to-revision last']),
  told('version', ['web']),
];

/** The published package in an empty folder, with no registry at hand. */
describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-package-'));
  const bin = (name: string, ...arguments_: string[]) =>
    spawnSync(join(folder, 'node_modules/.bin', name), arguments_, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    // Or npm would look for a project in the folders above.
    writeFileSync(join(folder, 'package.json'), '{}');
    writeFileSync(join(folder, 'dead.yaml'), kubeconfigFor('http://127.0.0.1:1', undefined));
    npm(['run', 'build'], process.cwd());
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], process.cwd());
    npm(['install', '--offline', '--no-audit', '--no-fund', `./sluice-${version}.tgz`], folder);
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  it('brings nothing but itself', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['sluice']);
  });

  it.each([
    ['sluice', 'Usage: sluice [options] [command]'],
    ['kubectl-sluice', 'Usage: kubectl sluice [options] [command]'],
  ])('answers %s --help', (name, usage) => {
    expect(bin(name, '--help')).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining(usage) as string,
    });
  });

  it('says its version', () => {
    expect(bin('sluice', '--version').stdout).toBe(`${version}\n`);
  });

  it('holds the definitions of all kinds', () => {
    const { stdout } = bin('sluice', 'crds');
    expect(stdout.match(/^kind: CustomResourceDefinition$/gm)).toHaveLength(9);
    expect(bin('sluice', 'crds', 'reverts').stdout.match(/^kind: CustomResourceDefinition$/gm)).toHaveLength(1);
  });

  it.each<[arguments_: string[], status: number, says: RegExp]>([
    [['crds', 'nothing'], 1, /^sluice: no CustomResourceDefinition "nothing"; there are analysisruns.argoproj.io, /],
    [['nothing'], 2, /^error: unknown command 'nothing'\nTry "sluice --help"\.\n$/],
    [['--nothing'], 2, /^error: unknown option '--nothing'/],
    [['lint', 'nothing.yaml'], 2, /^error: ENOENT: /],
    [['replay', 'package.json'], 1, /^sluice: package\.json: not a RolloutSnapshot of version 1\n$/],
    [['replay', 'nothing.json'], 1, /^sluice: nothing\.json: no such file\n$/],
    [['create', '-f', 'nothing.yaml'], 1, /^sluice: nothing\.yaml: no such file\n$/],
  ])('answers %j with status %d', (arguments_, status, says) => {
    expect(bin('sluice', ...arguments_)).toMatchObject({
      status,
      stdout: '',
      stderr: expect.stringMatching(says) as string,
    });
  });

  describe.each<Told>(COMMANDS)('has the command $command, which', ({ command, wrong, example }) => {
    const words = command.split(' ');

    it('says how it is used', () => {
      const { status, stdout, stderr } = bin('sluice', ...words, '--help');
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toMatch(new RegExp(`^Usage: sluice ${command}\\b`));
      if (example) expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n(.*\\n)*?.*sluice ${example}`));
    });

    it.each(wrong.map((typed) => [typed]))('does not understand %j', (typed) => {
      const { status, stdout, stderr } = bin('sluice', ...words, ...typed.split(' ').filter(Boolean));
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^(error|sluice): .+\nTry "sluice [\w ]+ --help"\.\n$|^Usage: /);
    });
  });

  const asked = COMMANDS.flatMap(({ command, operands }) => (operands === undefined ? [] : [`${command} ${operands}`]));
  describe.each(asked)('asks a cluster when told to %s, and', (typed) => {
    it.each([
      ['no such file', 'nowhere', /^sluice: kubeconfig nowhere: no such file\n$/],
      ['no cluster', 'dead.yaml', /^sluice: (\w+ 'web': )?http:\/\/127\.0\.0\.1:1: connection refused\n$/],
    ])('says in one line that there is %s', (_, kubeconfig, says) => {
      const { status, stdout, stderr } = bin('sluice', ...typed.split(' '), '--kubeconfig', kubeconfig);
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(says);
    });
  });

  it('has no other commands', () => {
    const { stdout } = bin('sluice', '--help');
    const names = [...(stdout.split('Commands:')[1] ?? '').matchAll(/^ {2}(\w+)/gm)].map(([, name]) => name);
    const known = COMMANDS.map(({ command }) => command.split(' ')[0]);
    expect(names.sort()).toEqual([...new Set([...known, 'help'])].sort());
  });

  it('loads little before it knows what it is asked', () => {
    const dist = join(folder, 'node_modules/sluice/dist');
    const loaded = new Set(['sluice.js']);
    for (const file of loaded)
      for (const [, next = ''] of readFileSync(join(dist, file), 'utf8').matchAll(/(?:from|import)"\.\/([\w.-]+)"/g))
        loaded.add(next);
    const bytes = [...loaded].reduce((sum, file) => sum + statSync(join(dist, file)).size, 0);
    expect(bytes).toBeLessThan(128 * 1024);
  });

  it('runs a cluster that is ready when it says so', async () => {
    const child = spawn(join(folder, 'node_modules/.bin/sluice'), ['sandbox', '--port', '0'], { cwd: folder });
    const end = new Promise((resolve) => child.once('close', resolve));
    const url = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.once('close', (code) => reject(new Error(`ended with ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        const found = /is ready at (http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
        if (found !== undefined) resolve(found);
      });
    });
    const ready = await fetch(`${url}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, 'ok']);
    child.kill('SIGINT');
    expect(await end).toBe(0);
  });

  it('ends quietly when its reader has seen enough', () => {
    const { stdout, stderr } = spawnSync('sh', ['-c', 'node_modules/.bin/sluice crds | head -n 1'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect({ stdout, stderr }).toEqual({ stdout: '# Generated by npm run crds. Do not edit.\n', stderr: '' });
  });
});
