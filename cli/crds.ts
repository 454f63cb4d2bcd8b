/** `sluice crds`: the CustomResourceDefinitions, to pipe into kubectl. */
import { readdirSync, readFileSync } from 'node:fs';
import { Command } from 'commander';

const FOLDER = new URL('../crds/yaml/', import.meta.url);

export function crds(): Command {
  return new Command('crds')
    .description('print the CustomResourceDefinitions, for kubectl apply -f -')
    .argument('[names...]', 'only these, such as rollouts or reverts.sluice.dev')
    .addHelpText('after', '\nExample:\n  sluice crds | kubectl apply --server-side -f -')
    .action((names: string[]) => {
      process.stdout.write(selected(names).join('---\n'));
    });
}

function selected(names: readonly string[]): string[] {
  const files = readdirSync(FOLDER).sort();
  const unknown = names.filter((name) => !files.some((file) => isNamed(file, name)));
  if (unknown.length > 0) {
    const known = files.map((file) => file.replace(/\.yaml$/, '')).join(', ');
    throw new Error(`no CustomResourceDefinition "${unknown.join('", "')}"; there are ${known}`);
  }
  const wanted = files.filter((file) => names.length === 0 || names.some((name) => isNamed(file, name)));
  return wanted.map((file) => readFileSync(new URL(file, FOLDER), 'utf8'));
}

const isNamed = (file: string, name: string): boolean =>
  file === `${name}.yaml` || file.slice(0, file.indexOf('.')) === name;
