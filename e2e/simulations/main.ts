/** `npm run simulate`: plays a story with one seed and shows all of it, or with many and shows what ends badly. */
import { availableParallelism } from 'node:os';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { type Outcome, outcomeOf, problemText, type Scenario } from '../../sandbox/simulation/scenario.ts';
import { Coverage } from './fleet/coverage.ts';
import { scenarios } from './scenarios.ts';
import { playSeeds } from './seeds.ts';

interface Options {
  readonly seed: number;
  readonly seeds: number;
  readonly processes: number;
  readonly grep?: RegExp;
  readonly coverage?: true;
}

const HOUR = 3_600_000;
const hasColors = process.stdout.isTTY && process.stdout.hasColors();
const inColor = (code: number, text: string) => (hasColors ? `\x1b[${code}m${text}\x1b[0m` : text);

const whole = (text: string): number => {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
};

const atLeastOne = (text: string): number => {
  if (whole(text) > 0) return Number(text);
  throw new InvalidArgumentError('It must be at least one.');
};

const expression = (text: string): RegExp => {
  try {
    return new RegExp(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
};

const list = scenarios.map(({ name, about }) => `  ${name.padEnd(20)} ${about}`).join('\n');

async function playOne(scenario: Scenario, { seed, grep }: Options): Promise<boolean> {
  const outcome = await outcomeOf(scenario, seed);
  for (const line of outcome.trace) if (!grep || grep.test(line)) process.stdout.write(`${colored(line)}\n`);
  process.stdout.write(`${verdict(scenario, outcome)}\n`);
  return outcome.problem === undefined;
}

async function playMany(scenario: Scenario, { seed: first, seeds, ...shown }: Options): Promise<boolean> {
  const coverage = new Coverage();
  const start = process.stdout.isTTY ? '\r\x1b[K' : '';
  let [bad, done, virtual, worked] = [0, 0, 0, 0];
  await playSeeds({ scenario, first, count: seeds, processes: shown.processes }, (played) => {
    done++;
    virtual += played.milliseconds;
    worked += played.worked;
    coverage.add(played.hits);
    if (played.problem !== undefined) {
      bad++;
      process.stdout.write(`${start}${inColor(31, played.problem)}\n`);
    }
    if (process.stdout.isTTY) process.stdout.write(`${start}${done} of ${seeds}`);
  });
  const rate = (virtual / HOUR / (worked / 1e6)).toFixed(1);
  process.stdout.write(`${start}${seeds} seeds, ${bad} ended badly; ${rate} simulated hours per CPU second\n`);
  if (!shown.coverage) return bad === 0;
  process.stdout.write(`\n${coverage.text}\n\nempty: ${coverage.empty.join(', ') || 'none'}\n`);
  return bad === 0 && coverage.empty.length === 0;
}

function verdict(scenario: Scenario, outcome: Outcome): string {
  const problem = problemText(scenario, outcome);
  if (problem !== undefined) return inColor(31, problem);
  const { seed, milliseconds } = outcome;
  return inColor(32, `seed ${seed} ended well after ${(milliseconds / HOUR).toFixed(2)} hours`);
}

function colored(line: string): string {
  if (/ (BROKEN|CRASH) /.test(line)) return inColor(31, line);
  if (/ (fault: |stale |stands still|goes on|its clock|starts again|the faults are over)/.test(line))
    return inColor(33, line);
  return / -> /.test(line) ? line : inColor(36, line);
}

const program = new Command('simulate')
  .description('plays a story in virtual time; the same seed is the same story, line by line')
  .argument('<story>', 'one of those below')
  .option('--seed <number>', 'the seed, or the first of several', whole, 1)
  .option('--seeds <count>', 'how many seeds to play; only what ends badly is shown', atLeastOne, 1)
  .option('--processes <count>', 'how many seeds are played at a time', atLeastOne, availableParallelism())
  .option('--grep <expression>', 'show only lines of the trace that match', expression)
  .option('--coverage', 'with many seeds of fleet: where users acted and faults struck; a cell left empty is a failure')
  .addHelpText('after', `\nStories:\n${list}\n\nExample:\n  npm run simulate -- hasty-toy --seed 3 --grep toy`)
  .showHelpAfterError('Try "npm run simulate -- --help".')
  .exitOverride()
  .action(async (name: string, options: Options, command: Command) => {
    const scenario = scenarios.find((one) => one.name === name);
    if (!scenario) return command.error(`error: there is no story ${JSON.stringify(name)}`);
    const isGood = options.seeds === 1 ? await playOne(scenario, options) : await playMany(scenario, options);
    process.exitCode = isGood ? 0 : 1;
  });

// Whoever reads through a pipe may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
