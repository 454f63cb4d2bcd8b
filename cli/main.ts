#!/usr/bin/env node
/** The command line, as `sluice` and as `kubectl sluice`: parses, dispatches, and turns every error into one line and an exit code. */
import { basename } from 'node:path';
import { Command, CommanderError } from 'commander';
import { abort } from './abort.ts';
import { complete, completion } from './completion.ts';
import { controller } from './controller.ts';
import { crds } from './crds.ts';
import { create } from './create.ts';
import { explain } from './explain.ts';
import { get } from './get.ts';
import { history } from './history.ts';
import { lint } from './lint.ts';
import { list } from './list.ts';
import { pause } from './pause.ts';
import { promote } from './promote.ts';
import { replay } from './replay.ts';
import { restart } from './restart.ts';
import { retry } from './retry.ts';
import { sandbox } from './sandbox.ts';
import { set } from './set-image.ts';
import { status } from './status.ts';
import { terminate } from './terminate.ts';
import { undo } from './undo.ts';
import { ownVersion, version } from './version.ts';

const USAGE_ERROR = 2;

function program(): Command {
  const calledAs = basename(process.argv[1] ?? '') === 'kubectl-sluice' ? 'kubectl sluice' : 'sluice';
  const root = new Command(calledAs)
    .description('Progressive delivery for Kubernetes that puts Git back too.')
    .version(ownVersion())
    .showHelpAfterError(`Try "${calledAs} --help".`)
    .exitOverride();
  for (const command of commands()) {
    const help = `Try "${calledAs} ${command.name()} --help".`;
    root.addCommand(command.exitOverride().showHelpAfterError(help));
  }
  return root.addCommand(complete(root), { hidden: true });
}

const commands = (): readonly Command[] => [
  abort(),
  completion(),
  controller(),
  crds(),
  create(),
  explain(),
  get(),
  history(),
  lint(),
  list(),
  pause(),
  promote(),
  replay(),
  restart(),
  retry(),
  sandbox(),
  set(),
  status(),
  terminate(),
  undo(),
  version(),
];

async function main(): Promise<number> {
  try {
    await program().parseAsync();
    return 0;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** What commander has to say it has said already. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
  const isUsage = error instanceof Error && error.name === 'UsageError';
  const problems: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  for (const one of problems) process.stderr.write(`sluice: ${one instanceof Error ? one.message : String(one)}\n`);
  if (isUsage) process.stderr.write('Try "sluice controller --help".\n');
  return isUsage ? USAGE_ERROR : 1;
}

// Whoever reads through a pipe may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main();
