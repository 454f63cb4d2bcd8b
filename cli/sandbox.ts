/** `sluice sandbox`: a cluster in memory to try things on, until it is told to stop. */
import { mkdir, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { sandboxNodes } from './sandbox-nodes.ts';
import { type LiveStatus, liveStatus } from './sandbox-status.ts';
import { welcome } from './sandbox-welcome.ts';
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
  readonly traffic: boolean;
  readonly gatewayPort?: number;
  readonly metricsPort?: number;
}

const PORT = 6444;
const NODES = 2;
const MOST_NODES = 2_000;
const GATEWAY_PORT = 8080;
const METRICS_PORT = 9090;
const anyPort = wholeNumber(0, 65_535);
/** Tokens and Secrets are their owner's business. */
const PRIVATE = 0o600;

export function sandbox(): Command {
  return new Command('sandbox')
    .description('run a cluster in memory, for kubectl and any other client')
    .option('--port <port>', 'where the API server listens on this machine, 0 for any free port', anyPort, PORT)
    .option('--kubeconfig <file>', 'write the kubeconfig there instead of to a temporary file')
    .option('--state <file>', 'read the cluster from this file if it is there, and save it there')
    .option('--tls', 'serve https with a certificate of its own, for clients that know the token', false)
    .option(
      '--nodes <count>',
      'simulated nodes that run pods, 0 for none: then pods stay Pending',
      wholeNumber(0, MOST_NODES),
      NODES,
    )
    .option('--gateway-port <port>', `of the simulated gateway: ${GATEWAY_PORT}, or any if that is in use`, anyPort)
    .option('--metrics-port <port>', `of the query API: ${METRICS_PORT}, or any if that is in use`, anyPort)
    .option('--no-traffic', 'leave out the simulated traffic: no gateway, no metrics')
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
  const status = options.traffic ? liveStatus(process.stdout) : undefined;
  const { cluster, hasShop } = await started(options, status);
  let home: string | undefined;
  try {
    home = kubeconfig === undefined ? await mkdtemp(join(tmpdir(), 'sluice-sandbox-')) : undefined;
    const file = resolve(kubeconfig ?? join(home ?? '', 'kubeconfig'));
    await writePrivately(file, cluster.kubeconfig);
    const { url, traffic } = cluster;
    process.stdout.write(welcome(process.stdout, { url, traffic, hasShop, kubeconfig: file, ...portsIn(options) }));
    status?.begin();
    await untilStopped(stop, options.controller ? { kubeconfig: file, metricsUrl: traffic?.metricsUrl } : undefined);
  } finally {
    status?.end();
    if (home !== undefined) await rm(home, { recursive: true, force: true });
    await ended(cluster, state);
  }
  if (state !== undefined) process.stdout.write(`saved to ${state}\n`);
}

const portsIn = ({ controller, gatewayPort, metricsPort }: Options) => ({
  hasController: controller,
  gatewayPort: gatewayPort ?? GATEWAY_PORT,
  metricsPort: metricsPort ?? METRICS_PORT,
});

interface Started {
  readonly cluster: Sandbox;
  readonly hasShop: boolean;
}

async function started(options: Options, status: LiveStatus | undefined): Promise<Started> {
  const { port, tls, state, demo, nodes, gatewayPort, metricsPort } = options;
  const [{ Sandbox }, { definitions }, { shop }, { systemClock }] = await Promise.all([
    import('../sandbox/sandbox.ts'),
    import('../crds/definitions.ts'),
    import('../sandbox/demo/shop.ts'),
    import('../kube/clock.ts'),
  ]);
  // Whoever has deleted the shop from his cluster does not want it back.
  const hasShop = demo && (state === undefined || !(await isThere(state)));
  if (state !== undefined) await assertSaveable(state);
  const traffic = status && {
    gateway: { port: gatewayPort ?? GATEWAY_PORT, isOptional: gatewayPort === undefined },
    metrics: { port: metricsPort ?? METRICS_PORT, isOptional: metricsPort === undefined },
    onExchange: status.add,
  };
  const cluster = await Sandbox.start({
    ...{ port, tls, state, nodes, clock: systemClock, random: Math.random },
    ...(traffic && { traffic }),
    objects: [
      ...definitions(),
      ...(hasShop ? shop({ hasController: options.controller, hasTraffic: options.traffic }) : []),
    ],
    onProblem(what, error) {
      status?.clear();
      process.stderr.write(`sluice: ${what}: ${reasonOf(error)}\n`);
    },
  });
  return { cluster, hasShop };
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

interface Control {
  readonly kubeconfig: string;
  /** Of the metrics that analyses ask if they name no address. */
  readonly metricsUrl: string | undefined;
}

async function untilStopped(signal: AbortSignal, control: Control | undefined): Promise<void> {
  if (control === undefined) {
    await untilAborted(signal);
    return;
  }
  const { readConfig } = await import('../controller/config.ts');
  const { runController } = await import('../controller/main.ts');
  const { reconcilersFor } = await import('../controller/reconcilers.ts');
  const ports = ['--metrics-port', '0', '--health-port', '0'];
  const { kubeconfig, metricsUrl } = control;
  const config = readConfig(['--kubeconfig', kubeconfig, '--log-level', 'warn', ...ports], {});
  const env = { ARGO_ROLLOUTS_PROMETHEUS_ADDRESS: metricsUrl };
  await runController({ config, env, signal, reconcilers: reconcilersFor, effects: {} });
}
