/** `sluice sandbox nodes`: simulated nodes for a cluster that has none, until they are told to stop. */
import { Command, InvalidArgumentError } from 'commander';
import { durationOf } from '../sandbox/nodes/duration.ts';
import { stopSignal, untilAborted } from './stop-signal.ts';
import { wholeNumber } from './whole-number.ts';

interface Options {
  readonly kubeconfig?: string;
  readonly count: number;
  readonly readyAfter: number;
}

const COUNT = 2;
const MOST = 2_000;
const READY_AFTER = 2_000;

export function sandboxNodes(): Command {
  return new Command('nodes')
    .description('simulate nodes in any cluster: pods are bound and run, as far as their status tells')
    .option('--kubeconfig <file>', 'the cluster')
    .option('--count <count>', 'how many nodes', wholeNumber(1, MOST), COUNT)
    .option('--ready-after <duration>', 'when containers get ready, such as 2s or 1m30s', millisecondsOf, READY_AFTER)
    .showHelpAfterError('Try "sluice sandbox nodes --help".')
    .exitOverride()
    .action(async (_own: object, command: Command) => {
      // The sandbox itself has the same flag, and whoever is asked first takes it.
      const options = command.optsWithGlobals<Options>();
      if (options.kubeconfig === undefined) command.error("error: required option '--kubeconfig <file>' not specified");
      await run(options);
    });
}

function millisecondsOf(text: string): number {
  const milliseconds = durationOf(text);
  if (milliseconds !== undefined) return milliseconds;
  throw new InvalidArgumentError('It must be a duration such as 2s or 1m30s.');
}

async function run({ kubeconfig, count: nodes, readyAfter }: Options): Promise<void> {
  const stopped = stopSignal();
  const [{ startNodes }, { systemClock: clock }, { loadAccess }, { httpTransport }] = await Promise.all([
    import('../sandbox/nodes/start.ts'),
    import('../kube/clock.ts'),
    import('../kube/config.ts'),
    import('../kube/http.ts'),
  ]);
  const access = await loadAccess({ kubeconfig, env: {}, clock });
  const http = httpTransport(access, { clock });
  const running = startNodes({
    transport: http.send,
    clock,
    random: Math.random,
    nodes,
    readyAfter,
    onProblem: (what, error) => process.stderr.write(`sluice: ${what}: ${(error as Error).message}\n`),
  });
  process.stdout.write(`${nodes} simulated ${nodes === 1 ? 'node' : 'nodes'} in ${access.server}; Ctrl-C ends it.\n`);
  await untilAborted(stopped);
  await running.stop();
  await http.close();
}
