/** `sluice sandbox`: a cluster in memory to try things on, until it is told to stop. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

interface Options {
  readonly port: number;
  readonly kubeconfig?: string;
  readonly state?: string;
  readonly tls: boolean;
  readonly controller: boolean;
  readonly demo: boolean;
}

const PORT = 6444;

export function sandbox(): Command {
  return new Command('sandbox')
    .description('run a cluster in memory, for kubectl and any other client')
    .option('--port <port>', 'where the API server listens on this machine, 0 for any free port', portOf, PORT)
    .option('--kubeconfig <file>', 'write the kubeconfig there instead of to a temporary file')
    .option('--state <file>', 'read the cluster from this file if it is there, and save it there')
    .option('--tls', 'serve https with a certificate of its own, for clients that know the token', false)
    .option('--no-controller', 'run the cluster alone, without the Sluice controller')
    .option('--no-demo', 'leave out the example shop')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Examples:
  sluice sandbox                                   then use the kubeconfig it prints
  sluice sandbox --port 0 --kubeconfig kube.yaml   for scripts
  sluice sandbox --state shop.json --no-demo       a cluster that is there again tomorrow`;

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It must be a whole number from 0 to 65535.');
}

async function run(options: Options): Promise<void> {
  const stop = stopSignal();
  const { Sandbox } = await import('../sandbox/sandbox.ts');
  const [{ definitions }, { shop }, { systemClock }] = await Promise.all([
    import('../crds/definitions.ts'),
    import('../sandbox/demo/shop.ts'),
    import('../kube/clock.ts'),
  ]);
  const cluster = await Sandbox.start({
    port: options.port,
    tls: options.tls,
    state: options.state,
    objects: [...definitions(), ...(options.demo ? shop() : [])],
    clock: systemClock,
    random: Math.random,
    onProblem: (what, error) => process.stderr.write(`sluice: ${what}: ${(error as Error).message}\n`),
  });
  const home = options.kubeconfig === undefined ? await mkdtemp(join(tmpdir(), 'sluice-sandbox-')) : undefined;
  const file = resolve(options.kubeconfig ?? join(home ?? '', 'kubeconfig'));
  try {
    await writeFile(file, cluster.kubeconfig, { mode: 0o600 });
    process.stdout.write(welcome(cluster.url, file, options));
    await untilStopped(stop, options.controller ? file : undefined);
  } finally {
    await cluster.stop();
    if (home !== undefined) await rm(home, { recursive: true });
    if (options.state !== undefined) process.stdout.write(`saved to ${options.state}\n`);
  }
}

/** The first signal ends everything in order, the second at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(1);
      stop.abort();
    });
  return stop.signal;
}

async function untilStopped(signal: AbortSignal, kubeconfig: string | undefined): Promise<void> {
  if (kubeconfig === undefined) {
    if (!signal.aborted) await new Promise((done) => signal.addEventListener('abort', done, { once: true }));
    return;
  }
  const { readConfig } = await import('../controller/config.ts');
  const { runController } = await import('../controller/main.ts');
  const ports = ['--metrics-port', '0', '--health-port', '0'];
  const config = readConfig(['--kubeconfig', kubeconfig, '--log-level', 'warn', ...ports], {});
  await runController({ config, env: {}, signal, reconcilers: [], effects: {} });
}

function welcome(url: string, kubeconfig: string, { demo, controller }: Options): string {
  const bold = (text: string) => (process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text);
  const dim = (text: string) => (process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text);
  const tries = [
    'kubectl get namespaces',
    ...(demo ? ['kubectl -n shop get rollouts,services,replicasets'] : []),
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
