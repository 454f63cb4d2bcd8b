/** `npm run breakages`: breaks a copy of the controller in one way after another, and plays stories until one ends badly. */
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type Breakage, breakages } from './broken-lines.ts';

const PARTS: readonly string[] = [
  'analysis',
  'controller',
  'crds',
  'e2e',
  'kube',
  'sandbox',
  'package.json',
  'tsconfig.json',
];
/** Each with its share of the seeds. */
const STORIES: readonly (readonly [name: string, share: number])[] = [
  ['fleet', 1],
  ...['basic-canary', 'nginx-canary', 'gateway-canary', 'ping-pong', 'blue-green'].map((name) => [name, 0.05] as const),
];

function brokenTree({ file, text, instead }: Breakage): string {
  const tree = mkdtempSync(join(tmpdir(), 'breakage-'));
  for (const part of PARTS) cpSync(part, join(tree, part), { recursive: true });
  symlinkSync(resolve('node_modules'), join(tree, 'node_modules'));
  const whole = readFileSync(join(tree, file), 'utf8');
  if (whole.split(text).length !== 2) throw new Error(`${file} does not have once: ${text}`);
  writeFileSync(
    join(tree, file),
    whole.replace(text, () => instead),
  );
  return tree;
}

/** The first that ends badly, in words; undefined if all end well. */
function problemIn(tree: string, story: string, seeds: number): Promise<string | undefined> {
  const [play, tsx] = [join(tree, 'e2e/simulations/main.ts'), join(tree, 'node_modules/tsx/dist/cli.mjs')];
  const child = spawn(process.execPath, [tsx, play, story, '--seeds', String(seeds)], { cwd: tree });
  let said = '';
  const problem = (): string | undefined => /^seed \d+: .*$/m.exec(said)?.[0];
  return new Promise((done) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (problem()) child.kill();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', (code) => done(problem() ?? (code === 0 ? undefined : `a crash: ${said.trim().slice(-200)}`)));
  });
}

async function caughtBy(breakage: Breakage, seeds: number): Promise<string | undefined> {
  const tree = brokenTree(breakage);
  try {
    for (const [story, share] of STORIES) {
      const problem = await problemIn(tree, story, Math.ceil(seeds * share));
      if (problem !== undefined) return `${story}, ${problem}`;
    }
    return undefined;
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
}

const whole = (text: string): number => {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};

await new Command('breakages')
  .description('breaks the controller in one way after another, and tells which story notices')
  .option('--seeds <count>', 'how many seeds of fleet to play at most; of the others a twentieth', whole, 200)
  .option('--grep <text>', 'only breakages whose names have this in them', '')
  .action(async ({ seeds, grep }: { readonly seeds: number; readonly grep: string }) => {
    const meant = breakages.filter(({ name }) => name.includes(grep));
    let caught = 0;
    for (const breakage of meant) {
      const problem = await caughtBy(breakage, seeds);
      if (problem !== undefined) caught++;
      process.stdout.write(`${breakage.name}: ${problem === undefined ? 'NOT CAUGHT' : `caught by ${problem}`}\n`);
    }
    process.stdout.write(`${caught} of ${meant.length} caught\n`);
    process.exitCode = caught === meant.length ? 0 : 1;
  })
  .parseAsync();
