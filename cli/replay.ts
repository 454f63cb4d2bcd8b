/** `sluice replay`: explains what `sluice explain --record` has written down, as if it were that moment again. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';

export function replay(): Command {
  return new Command('replay')
    .description('explain Rollouts from files that explain --record has written')
    .argument('<files...>', 'recorded snapshots')
    .action(async (files: string[]) => {
      for (const file of files) process.stdout.write(`${(await replayed(file)).join('\n')}\n`);
    });
}

export async function replayed(file: string): Promise<readonly string[]> {
  const [{ explanationOf }, { snapshotIn }] = await Promise.all([
    import('./explanation.ts'),
    import('../controller/rollout/recording.ts'),
  ]);
  const text = await readFile(file, 'utf8');
  try {
    return explanationOf(snapshotIn(text));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
