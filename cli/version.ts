/** `sluice version`: which release this is. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';

export function ownVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

export function version(): Command {
  return new Command('version')
    .description('print which release this is, and what it runs on')
    .option('--short', 'the release alone')
    .action(({ short }: { readonly short?: boolean }) => {
      const own = `sluice: v${ownVersion()}\n`;
      const { version: node, platform, arch } = process;
      process.stdout.write(short ? own : `${own}  Node.js: ${node}\n  Platform: ${platform}/${arch}\n`);
    });
}
