/** Runs conformance cases on an API server: each in a namespace of its own, many at a time. */
import { randomBytes } from 'node:crypto';
import { pause, systemClock } from '../../kube/clock.ts';
import { ANY, type Area, type Call, type Case, type Expected, type Step, type Watch } from './case.testkit.ts';
import { mismatch } from './expectation.testkit.ts';
import { pod, pods, WIDGETS } from './objects.testkit.ts';
import { type Answer, answerOf, opened, type Target, type Traits, traitsOf } from './target.testkit.ts';
import { filled, textOf, type Values } from './values.testkit.ts';

export interface Stage {
  readonly target: Target;
  readonly traits: Traits;
  /** Of all names that this run makes on this server. */
  readonly run: string;
}

export interface Told {
  readonly step: Step;
  readonly answer: Answer;
}

export interface Outcome {
  readonly told: readonly Told[];
  /** What was not as expected; the rest of the case was not run. */
  readonly problem?: string;
  readonly values: Values;
}

interface Play {
  readonly stage: Stage;
  readonly values: Map<string, unknown>;
  readonly told: Told[];
}

/** Twice as long as a real garbage collector may need to hear of a kind. */
const PATIENCE = 60_000;
const NAP = 100;

export async function prepared(target: Target): Promise<Stage> {
  const stage = { target, traits: await traitsOf(target), run: `g${randomBytes(3).toString('hex')}` };
  const values = new Map<string, unknown>([['group', groupOf(stage)]]);
  const body = JSON.stringify(filled(WIDGETS, values));
  const headers = { 'content-type': 'application/json' };
  await answerOf(target, {
    verb: 'POST',
    path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    headers,
    body,
  });
  await patiently(async () => {
    const { status } = await answerOf(target, { verb: 'GET', path: `/apis/${groupOf(stage)}/v1/widgets` });
    return status === 200 ? undefined : `widgets are not served: ${status}`;
  });
  return stage;
}

const groupOf = ({ run }: Stage): string => `${run}.example.com`;

export async function outcomeOf(stage: Stage, area: Area, one: Case, id: string): Promise<Outcome> {
  const ns = `${stage.run}-${id}`;
  const names = { ...stage.traits.versions, ns, id: ns, plural: ns.replaceAll('-', ''), group: groupOf(stage) };
  const play: Play = { stage, values: new Map<string, unknown>(Object.entries(names)), told: [] };
  const problem = await staged(play, ns, area.needsPods ?? false)
    .then(() => performed(play, one.steps))
    .catch((error: Error) => error.message);
  return { told: play.told, values: play.values, ...(problem !== undefined && { problem }) };
}

async function staged({ stage, values }: Play, ns: string, needsPods: boolean): Promise<void> {
  const { target } = stage;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: ns } });
  const { status } = await answerOf(target, { verb: 'POST', path: '/api/v1/namespaces', headers, body });
  if (status !== 201) throw new Error(`namespace ${ns}: ${status}`);
  if (!needsPods) return;
  const probe = JSON.stringify(filled(pod('probe'), values));
  await patiently(async () => {
    const path = textOf(pods('', 'dryRun=All'), values);
    const answer = await answerOf(target, { verb: 'POST', path, headers, body: probe });
    return answer.status === 201 ? undefined : `pods are refused: ${JSON.stringify(answer.body)}`;
  });
}

async function performed(play: Play, steps: readonly Step[]): Promise<string | undefined> {
  for (const [index, step] of steps.entries()) {
    const problem = 'watch' in step ? await watched(play, step) : await called(play, step);
    if (problem)
      return `step ${index + 1} (${'watch' in step ? `WATCH ${step.watch}` : `${step.verb} ${step.path}`})${problem}`;
  }
  return undefined;
}

async function called(play: Play, step: Call): Promise<string | undefined> {
  const { values, stage } = play;
  const expected: Expected = stage.traits.isOld && step.old ? step.old : step;
  let answer: Answer | undefined;
  const attempt = async (): Promise<string | undefined> => {
    answer = await answerOf(stage.target, sentOf(step, values));
    if (expected.status !== ANY && answer.status !== expected.status)
      return `: ${answer.status} instead of ${expected.status}: ${JSON.stringify(answer.body)}`;
    return mismatch(filled(expected.has, values), answer.body);
  };
  const problem = step.eventually
    ? await patiently(attempt).then(nothing, (error: Error) => error.message)
    : await attempt();
  if (answer) note(play, step, answer);
  return problem;
}

const nothing = (): undefined => undefined;

function note({ values, told }: Play, step: Step, answer: Answer): void {
  told.push({ step, answer });
  if (step.as) values.set(step.as, answer.body);
}

function sentOf({ verb, path, headers = {}, body }: Call, values: Values) {
  const filledHeaders = Object.entries(headers).map(([name, value]) => [name, textOf(value, values)]);
  const sent = {
    verb,
    path: textOf(path, values),
    headers: Object.fromEntries(filledHeaders) as Record<string, string>,
  };
  if (body === undefined) return sent;
  const content = filled(body, values);
  return { ...sent, body: typeof content === 'string' ? content : JSON.stringify(content) };
}

async function watched(play: Play, step: Watch): Promise<string | undefined> {
  const { values, stage } = play;
  const { answer, collected } = await opened(stage.target, textOf(step.watch, values));
  if (answer) return `: ${answer.status}: ${JSON.stringify(answer.body)}`;
  const problem = await performed(play, step.during);
  if (problem) return `: ${problem}`;
  const events = await collected(step.count);
  note(play, step, { status: 200, type: 'events', body: events });
  if (step.events === 'any') return undefined;
  const wanted = step.events.map(([type, object]) => ({ type, object: filled(object, values) }));
  return mismatch(wanted, events);
}

/** Asks again until there is no problem any more. */
async function patiently(attempt: () => Promise<string | undefined>): Promise<void> {
  const end = systemClock.monotonic() + PATIENCE;
  for (;;) {
    const problem = await attempt();
    if (problem === undefined) return;
    if (systemClock.monotonic() > end) throw new Error(problem);
    await pause(systemClock, NAP);
  }
}
