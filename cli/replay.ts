/** `sluice replay`: explains what `sluice explain --record` has written down, as if it were that moment again. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';

export function replay(): Command {
  return new Command('replay')
    .description('explain Rollouts from files that explain --record has written')
    .argument('<files...>', 'recorded snapshots')
    .addHelpText('after', '\nExample:\n  sluice explain storefront --record seen.json && sluice replay seen.json')
    .action(async (files: string[]) => {
      for (const file of files) process.stdout.write(`${(await replayed(file)).join('\n')}\n`);
    });
}

export async function replayed(file: string): Promise<readonly string[]> {
  const [{ explanationOf }, { snapshotIn }] = await Promise.all([
    import('./explanation.ts'),
    import('../controller/rollout/recording.ts'),
  ]);
  try {
    return explanationOf(snapshotIn(await readFile(file, 'utf8')));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Error(`${file}: ${code === 'ENOENT' ? 'no such file' : message}`, { cause: error });
  }
}
