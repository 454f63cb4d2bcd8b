#!/usr/bin/env node
/** The command line, as `sluice` and as `kubectl sluice`: parses, dispatches, and turns every error into one line and an exit code. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Command, CommanderError } from 'commander';
import { crds } from './crds.ts';
import { sandbox } from './sandbox.ts';

const USAGE_ERROR = 2;

function program(): Command {
  const calledAs = basename(process.argv[1] ?? '') === 'kubectl-sluice' ? 'kubectl sluice' : 'sluice';
  return new Command(calledAs)
    .description('Progressive delivery for Kubernetes that puts Git back too.')
    .version(versionOf(readFileSync(new URL('../package.json', import.meta.url), 'utf8')))
    .showHelpAfterError(`Try "${calledAs} --help".`)
    .exitOverride()
    .addCommand(crds())
    .addCommand(sandbox());
}

function versionOf(manifest: string): string {
  return (JSON.parse(manifest) as { version: string }).version;
}

async function main(): Promise<number> {
  try {
    await program().parseAsync();
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : USAGE_ERROR;
    process.stderr.write(`sluice: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

// Whoever reads through a pipe may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await main();
