/** Where two servers answered one case differently. */
import { parseYaml } from '../../kube/yaml.ts';
import { isObject } from '../api/object.ts';
import type { Step } from './case.testkit.ts';
import { normalised } from './normal.testkit.ts';
import type { Outcome, Stage, Told } from './runner.testkit.ts';
import type { Answer } from './target.testkit.ts';

/** Readable lines, one for each difference; none if the servers agree. */
export function disagreements(one: readonly [Stage, Outcome], two: readonly [Stage, Outcome]): string[] {
  const [a, b] = [answersOf(...one), answersOf(...two)];
  const lines = a.flatMap((answer, index) => {
    const { step } = one[1].told[index] as Told;
    const found = differencesOf(comparable(step, answer), comparable(step, b[index]));
    return found.map((line) => `step ${index + 1} (${nameOf(step)}) ${line}`);
  });
  return a.length === b.length ? lines : [...lines, `${a.length} answers and ${b.length} answers`];
}

const nameOf = (step: Step): string => ('watch' in step ? `WATCH ${step.watch}` : `${step.verb} ${step.path}`);

function answersOf({ run, traits }: Stage, { told, values }: Outcome): unknown[] {
  const names = { run, ns: String(values.get('ns')), plural: String(values.get('plural')), versions: traits.versions };
  const bodies = normalised(
    // What is not compared has no symbols either.
    told.map(({ step, answer }) => (step.loose || step.old ? undefined : contentOf(answer))),
    names,
  );
  return told.map(({ answer: { status, type } }, index) => ({ status, type, body: bodies[index] }));
}

/** YAML is compared by what it says: there are many ways to write it. */
const contentOf = ({ type, body }: Answer): unknown => (type === 'application/yaml' ? parseYaml(String(body)) : body);

/** What is known to differ is in the case's expectations, for each server its own. */
function comparable(step: Step, answer: unknown): unknown {
  if (step.old) return undefined;
  return step.loose ? { status: (answer as { status: number } | undefined)?.status } : answer;
}

const MOST = 5;
const MOST_SHOWN = 300;

/** Paths and both values, at most a few. */
export const differencesOf = (a: unknown, b: unknown): string[] => [...differing(a, b, '')].slice(0, MOST);

function* differing(a: unknown, b: unknown, path: string): Generator<string> {
  if (Object.is(a, b)) return;
  const keys = keysOf(a, b);
  if (!keys) {
    yield `${path}: ${shown(a)} / ${shown(b)}`;
    return;
  }
  for (const key of keys) yield* differing(at(a, key), at(b, key), `${path}.${key}`);
}

/** Undefined if they are no two containers of a kind. */
function keysOf(a: unknown, b: unknown): readonly string[] | undefined {
  const areLists = Array.isArray(a) && Array.isArray(b) && a.length === b.length;
  if (!areLists && !(isObject(a) && isObject(b))) return undefined;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

const at = (container: unknown, key: string): unknown => (container as Record<string, unknown>)[key];

const shown = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, MOST_SHOWN);
