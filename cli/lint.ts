/** `sluice lint`: says what is wrong with manifests, and what could be better, before anybody applies them. */
import { Command, Option } from 'commander';
import { colorsFor, type Output } from './colors.ts';
import type { Located, Report } from './lint/findings.ts';

interface Flags {
  readonly filename?: readonly string[];
  readonly strict?: boolean;
  readonly output: 'text' | 'json';
}

const EXAMPLES = `
Examples:
  sluice lint manifests/
  helm template . | sluice lint -`;

export function lint(): Command {
  const collected = (path: string, before: readonly string[] = []) => [...before, path];
  return new Command('lint')
    .description('check manifests without a cluster: all kinds of ours, and what Rollouts refer to')
    .argument('[paths...]', 'files, folders, or - for standard input')
    .option('-f, --filename <path>', 'the same, as other tools have it', collected)
    .option('--strict', 'fail on warnings, too')
    .addOption(new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLES)
    .action((paths: string[], { filename = [], ...flags }: Flags, command: Command) =>
      answered([...paths, ...filename], flags, command),
    );
}

async function answered(paths: readonly string[], { strict, output }: Omit<Flags, 'filename'>, command: Command) {
  if (paths.length === 0) command.error('error: name a file, a folder, or - for standard input');
  const { report, charts } = await linted(paths, command);
  process.stdout.write(printed(report, output, process.stdout));
  const notes = [
    ...charts.map((chart) => `not read: ${chart}; try helm template | sluice lint -`),
    ...report.notChecked.map((what) => `not checked: ${what}`),
  ];
  for (const note of notes) process.stderr.write(`${note}\n`);
  if (isFailure(report, strict)) throw new Error(summaryOf(report));
  process.stderr.write(`${summaryOf(report)}\n`);
}

async function linted(paths: readonly string[], command: Command) {
  const [{ sourcesAt }, { reportOn }] = await Promise.all([import('./lint/sources.ts'), import('./lint/findings.ts')]);
  try {
    const { sources, charts } = await sourcesAt(paths, process.stdin);
    return { report: await reportOn(sources), charts };
  } catch (error) {
    return command.error(`error: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function isFailure({ findings }: Report, isStrict = false): boolean {
  return findings.some(({ severity }) => isStrict || severity === 'error');
}

export function printed(report: Report, format: Flags['output'], output: Output): string {
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  const { bad, warn } = colorsFor(output);
  const line = ({ file, line: number, severity, ...finding }: Located) => {
    const word = severity === 'error' ? bad(severity) : warn(severity);
    return `${file}:${number}: ${word}: ${textOf(finding)}\n`;
  };
  return report.findings.map(line).join('');
}

/** Some messages of the reference name no field. */
const textOf = ({ path, message }: Pick<Located, 'path' | 'message'>): string =>
  path === '' || message.startsWith(path) ? message : `${path}: ${message}`;

export function summaryOf({ findings, files, objects, checked }: Report): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const found = `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  return `${found}; ${checked} of ${counted(objects, 'object')} checked in ${counted(files, 'file')}`;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
