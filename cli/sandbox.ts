/** `sluice sandbox`: a cluster in memory to try things on, until it is told to stop. */
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { sandboxNodes } from './sandbox-nodes.ts';
import { stopSignal, untilAborted } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly port: number;
  readonly kubeconfig?: string;
  readonly state?: string;
  readonly tls: boolean;
  readonly nodes: number;
  readonly controller: boolean;
  readonly demo: boolean;
}

const PORT = 6444;
const NODES = 2;
const MOST_NODES = 2_000;
/** Tokens and Secrets are their owner's business. */
const PRIVATE = 0o600;

export function sandbox(): Command {
  return new Command('sandbox')
    .description('run a cluster in memory, for kubectl and any other client')
    .option(
      '--port <port>',
      'where the API server listens on this machine, 0 for any free port',
      wholeNumber(0, 65_535),
      PORT,
    )
    .option('--kubeconfig <file>', 'write the kubeconfig there instead of to a temporary file')
    .option('--state <file>', 'read the cluster from this file if it is there, and save it there')
    .option('--tls', 'serve https with a certificate of its own, for clients that know the token', false)
    .option(
      '--nodes <count>',
      'simulated nodes that run pods, 0 for none: then pods stay Pending',
      wholeNumber(0, MOST_NODES),
      NODES,
    )
    .option('--no-controller', 'run the cluster alone, without the Sluice controller')
    .option('--no-demo', 'leave out the example shop')
    .addHelpText('after', EXAMPLES)
    .addCommand(sandboxNodes())
    .action(run);
}

const EXAMPLES = `
Examples:
  sluice sandbox                                   then use the kubeconfig it prints
  sluice sandbox --port 0 --kubeconfig kube.yaml   for scripts
  sluice sandbox --state shop.json --no-demo       a cluster that is there again tomorrow`;

async function run(options: Options): Promise<void> {
  const stop = stopSignal();
  const { kubeconfig, state } = options;
  if (kubeconfig !== undefined) await assertOwn(kubeconfig);
  const cluster = await started(options);
  let home: string | undefined;
  try {
    home = kubeconfig === undefined ? await mkdtemp(join(tmpdir(), 'sluice-sandbox-')) : undefined;
    const file = resolve(kubeconfig ?? join(home ?? '', 'kubeconfig'));
    await writePrivately(file, cluster.kubeconfig);
    process.stdout.write(welcome(cluster.url, file, options));
    await untilStopped(stop, options.controller ? file : undefined);
  } finally {
    if (home !== undefined) await rm(home, { recursive: true, force: true });
    await ended(cluster, state);
  }
  if (state !== undefined) process.stdout.write(`saved to ${state}\n`);
}

async function started({ port, tls, state, demo, nodes }: Options): Promise<Sandbox> {
  const [{ Sandbox }, { definitions }, { shop }, { systemClock }] = await Promise.all([
    import('../sandbox/sandbox.ts'),
    import('../crds/definitions.ts'),
    import('../sandbox/demo/shop.ts'),
    import('../kube/clock.ts'),
  ]);
  // Whoever has deleted the shop from his cluster does not want it back.
  const hasShop = demo && (state === undefined || !(await isThere(state)));
  if (state !== undefined) await assertSaveable(state);
  return await Sandbox.start({
    port,
    tls,
    state,
    nodes,
    objects: [...definitions(), ...(hasShop ? shop() : [])],
    clock: systemClock,
    random: Math.random,
    onProblem: (what, error) => process.stderr.write(`sluice: ${what}: ${reasonOf(error)}\n`),
  });
}

async function ended(cluster: Sandbox, state: string | undefined): Promise<void> {
  try {
    await cluster.stop();
  } catch (error) {
    throw state === undefined ? error : failure(`cannot save the state to ${state}`, error);
  }
}

/** A kubeconfig that leads elsewhere may be the only one its owner has. */
async function assertOwn(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text.trim() === '') return;
  const { parseYaml } = await import('../kube/yaml.ts');
  if (isOwn(parseYaml, text)) return;
  throw new Error(`kubeconfig ${path}: this file is not the sandbox's; choose another with --kubeconfig`);
}

function isOwn(parseYaml: (text: string) => unknown, text: string): boolean {
  try {
    const { clusters } = parseYaml(text) as { readonly clusters: readonly { readonly name: unknown }[] };
    return clusters.length === 1 && clusters[0]?.name === 'sluice-sandbox';
  } catch {
    return false;
  }
}

/** Said at the start rather than when there is something to lose. */
async function assertSaveable(path: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, '', { mode: PRIVATE });
    await rm(draft);
  } catch (error) {
    throw failure(`cannot save the state to ${path}`, error);
  }
}

/** For its owner alone, also if the file was there already. */
async function writePrivately(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'w', PRIVATE);
    try {
      await file.chmod(PRIVATE);
      await file.writeFile(text);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw failure(`cannot write the kubeconfig ${path}`, error);
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

const failure = (what: string, cause: unknown): Error => new Error(`${what}: ${reasonOf(cause)}`, { cause });

/** Of a system's error the words alone: code and path are said elsewhere. */
function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'its folder is a file';
  return /^[A-Z][A-Z\d]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

async function untilStopped(signal: AbortSignal, kubeconfig: string | undefined): Promise<void> {
  if (kubeconfig === undefined) {
    await untilAborted(signal);
    return;
  }
  const { readConfig } = await import('../controller/config.ts');
  const { runController } = await import('../controller/main.ts');
  const ports = ['--metrics-port', '0', '--health-port', '0'];
  const config = readConfig(['--kubeconfig', kubeconfig, '--log-level', 'warn', ...ports], {});
  await runController({ config, env: {}, signal, reconcilers: [], effects: {} });
}

function welcome(url: string, kubeconfig: string, { demo, controller }: Options): string {
  const hasColors = process.stdout.isTTY && process.stdout.hasColors();
  const bold = (text: string) => (hasColors ? `\x1b[1m${text}\x1b[0m` : text);
  const dim = (text: string) => (hasColors ? `\x1b[2m${text}\x1b[0m` : text);
  const tries = [
    'kubectl get namespaces',
    ...(demo ? ['kubectl -n shop get rollouts,services'] : []),
    'kubectl api-resources',
  ];
  return [
    `${bold('A Kubernetes in memory')} is ready at ${url}${controller ? ', with the Sluice controller' : ''}.`,
    '',
    `  export KUBECONFIG=${kubeconfig}`,
    ...tries.map((line) => `  ${line}`),
    '',
    dim('Ctrl-C ends it.'),
    '',
  ].join('\n');
}
