/** `sluice completion`: scripts for shells; and `sluice __complete`, which these ask for what may come next. */
import { Argument, Command } from 'commander';
import { type Candidates, candidatesFor } from './candidates.ts';
import { connected, RESOURCES } from './cluster.ts';
import { SCRIPTS } from './completion-scripts.ts';

/** Nobody waits longer for a shell. */
const PATIENCE = 2_000;

export const completion = (): Command =>
  new Command('completion')
    .description('print a script that completes commands, flags and names in a shell')
    .addArgument(new Argument('<shell>', 'which shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', '\nExample:\n  source <(sluice completion bash)')
    .action((shell: string) => {
      process.stdout.write(SCRIPTS[shell] ?? '');
    });

/** Hidden: for the scripts. */
export const complete = (root: Command): Command =>
  new Command('__complete').argument('[words...]').action(async (words: string[]) => {
    const candidates = candidatesFor(root, words);
    const timer = setTimeout(() => process.exit(0), PATIENCE);
    const names = await namesOf(candidates).catch(() => []);
    clearTimeout(timer);
    for (const word of [...candidates.words, ...names]) process.stdout.write(`${word}\n`);
  });

async function namesOf({ objects, flags, prefix }: Candidates): Promise<readonly string[]> {
  const resource = RESOURCES.find(({ kind }) => kind === objects);
  if (!resource) return [];
  return await connected(flags, async ({ client, namespace }) => {
    const names: string[] = [];
    for await (const { items } of client.list(resource, { namespace }))
      names.push(...items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith(prefix)));
    return names;
  });
}
