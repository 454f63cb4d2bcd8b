#!/usr/bin/env node
/** The command line, as `sluice` and as `kubectl sluice`: parses, dispatches, and turns every error into one line and an exit code. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, CommanderError } from 'commander';
import { abort } from './abort.ts';
import { controller } from './controller.ts';
import { crds } from './crds.ts';
import { sandbox } from './sandbox.ts';

const USAGE_ERROR = 2;

function program(): Command {
  const calledAs = basename(process.argv[1] ?? '') === 'kubectl-sluice' ? 'kubectl sluice' : 'sluice';
  const root = new Command(calledAs)
    .description('Progressive delivery for Kubernetes that puts Git back too.')
    .version(versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
    .showHelpAfterError(`Try "${calledAs} --help".`)
    .exitOverride();
  for (const command of [abort(), controller(), crds(), sandbox()]) {
    const help = `Try "${calledAs} ${command.name()} --help".`;
    root.addCommand(command.exitOverride().showHelpAfterError(help));
  }
  return root;
}

function versionOf(manifest: string): string {
  return (JSON.parse(manifest) as { version: string }).version;
}

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
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`sluice: ${text}\n${isUsage ? 'Try "sluice controller --help".\n' : ''}`);
  return isUsage ? USAGE_ERROR : 1;
}

// Whoever reads through a pipe may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main();
