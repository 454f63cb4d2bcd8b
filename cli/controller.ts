/** `sluice controller`: runs the controller until it is told to stop. */
import { Command } from 'commander';

/** Milliseconds after the first signal until the process ends, whatever is left to do. */
const PATIENCE = 10_000;

export function controller(): Command {
  return (
    new Command('controller')
      .description('run the controller')
      // Its settings come from elsewhere too, so one reader knows them all.
      .helpOption(false)
      .allowUnknownOption()
      .allowExcessArguments()
      .action((_options: object, command: Command) => run(command.args))
  );
}

async function run(args: readonly string[]): Promise<void> {
  const { configHelp, readConfig } = await import('../controller/config.ts');
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`Usage: sluice controller [flags]\n\nFlags:\n${configHelp()}\n`);
    return;
  }
  const { env } = process;
  const config = readConfig(args, env);
  const { runController } = await import('../controller/main.ts');
  const { reconcilersFor } = await import('../controller/reconcilers.ts');
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stopSoon(stop));
  await runController({ config, env, signal: stop.signal, reconcilers: reconcilersFor, effects: {} });
}

function stopSoon(stop: AbortController): void {
  stop.abort();
  setTimeout(() => process.exit(1), PATIENCE).unref();
}
