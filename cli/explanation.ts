/** What a Rollout's decision comes to, in words: where it is, what would be done now or why nothing would, and when it is looked at again. */
import { stepText } from '../controller/rollout/canary/progress.ts';
import { decide } from '../controller/rollout/decide.ts';
import type { RolloutStatus } from '../controller/rollout/objects.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { viewOf } from '../controller/rollout/view.ts';
import { isEqual, mergePatch } from '../controller/runtime/merge-patch.ts';
import type { Plan } from '../controller/runtime/plan.ts';
import { UNASKED } from '../controller/runtime/plugin-contract.ts';
import type { Range } from '../controller/traffic/driver.ts';
import { sightsAmong } from '../controller/traffic/plugins/sight.ts';
import { analysisLines } from './explained-analyses.ts';
import { experimentLines } from './explained-experiments.ts';
import { clockText, momentText } from './moment.ts';
import { askedWeight, waitsOf } from './waits.ts';

/** Lines, without colours: what is explained is also mailed and put into tickets. */
export function explanationOf(snapshot: Snapshot): readonly string[] {
  const plan = decide(snapshot);
  return [...headline(snapshot), ...places(snapshot), '', ...intentions(snapshot, plan), wake(snapshot, plan)];
}

function headline({ object, status, now }: Snapshot): readonly string[] {
  const { namespace, name } = object.metadata;
  const { phase = 'new', message } = status;
  return [
    `Rollout ${namespace}/${name} at ${clockText(now)}`,
    field('phase', message ? `${phase}: ${message}` : phase),
  ];
}

const field = (name: string, text: string): string => `  ${name.padEnd(10)}${text}`;

function places(s: Snapshot): readonly string[] {
  const { steps, index } = viewOf(s);
  const step = steps[index];
  const place = step ? `${index + 1}/${steps.length}, ${stepText(step)}` : `all ${steps.length} done`;
  return [
    ...(steps.length > 0 ? [field('step', place)] : []),
    ...weights(s),
    ...routers(s),
    ...listed('analyses', analysisLines(s)),
    ...listed('experiment', experimentLines(s)),
    ...s.revisions
      .filter((one) => one.size + one.pods > 0 || one === s.current || one === s.stable)
      .map(revisionLine(s)),
  ];
}

function weights(s: Snapshot): readonly string[] {
  const asked = askedWeight(s);
  if (asked === undefined) return [];
  const { shown } = s.routing;
  const seen = shown && rangeText(shown);
  return [field('weight', seen === undefined ? `${asked}` : `${asked}, routers show ${seen}`)];
}

/** Each by itself, and what plugins would be asked: from here they are not. */
function routers({ routing, spec }: Snapshot): readonly string[] {
  const { plugins = {} } = spec.strategy?.canary?.trafficRouting ?? {};
  const lines = routing.byRouter.map(({ router, weights: shown, shown: places }) => {
    const [plugin] = unaskedIn(routing.objects).filter((name) => router === `plugins["${name}"]`);
    if (plugin !== undefined) return `${router}: not asked from here; ${question(plugins[plugin])}`;
    const texts = Object.entries(shown).map(([service, range]) => `${service} ${rangeText(range)}`);
    return `${router}: ${places.length === 0 ? 'shows nothing' : texts.join(', ')}`;
  });
  return listed('routers', lines);
}

const listed = (name: string, lines: readonly string[]): readonly string[] =>
  lines.map((line, index) => field(index === 0 ? name : '', line));

const LONGEST_CONFIG = 200;

function question(config: unknown): string {
  const text = JSON.stringify(config) ?? 'null';
  const cut = text.length > LONGEST_CONFIG ? `${text.slice(0, LONGEST_CONFIG)}...` : text;
  return `the controller asks it traffic/state with config ${cut}`;
}

const unaskedIn = (objects: Snapshot['routing']['objects']): readonly string[] =>
  sightsAmong(objects).flatMap(({ metadata, reply }) => (isEqual(reply, UNASKED) ? [metadata.name] : []));

const rangeText = ({ lowest, highest }: Range): string =>
  lowest === highest ? String(lowest) : `${lowest} to ${highest}`;

const revisionLine =
  ({ current, stable }: Snapshot) =>
  (one: Snapshot['revisions'][number], index: number): string => {
    const roles = [...(one === stable ? ['stable'] : []), ...(one === current ? ['wanted'] : [])];
    const { number, name, available, size } = one;
    const what = `#${number} ${name}${roles.length > 0 ? ` (${roles.join(', ')})` : ''}`;
    return field(index === 0 ? 'revisions' : '', `${what}: ${available} of ${size} pods available`);
  };

type Decision = Plan<RolloutStatus>;

/** What the controller does not say, because it has asked. */
const unaskedText = Object.values(UNASKED).join();

function intentions(s: Snapshot, plan: Decision): readonly string[] {
  const unasked = unaskedIn(s.routing.objects).map((name) => `plugin ${name}: ${unaskedText}`);
  const told = plan.notices.filter(({ message }) => !unasked.includes(message));
  const after = [...statusLine(s, plan), ...told.map(({ reason, message }) => `  tells ${reason}: ${message}`)];
  if (plan.stages.flat().length === 0) return [...waitsOf(s, plan.status).map((why) => `nothing: ${why}`), ...after];
  const stages = plan.stages.flatMap((actions, index) => actions.map(({ because }) => `  ${index + 1}. ${because}`));
  return ['now, stage by stage:', ...stages, ...after];
}

function statusLine({ status }: Snapshot, plan: Decision): readonly string[] {
  const changes = Object.keys(mergePatch(status, plan.status) ?? {});
  return changes.length > 0 ? [`  then status: ${changes.join(', ')}`] : [];
}

function wake({ now }: Snapshot, { wakeAt }: Decision): string {
  return wakeAt ? `wakes at ${momentText(wakeAt, now)}, or when something changes` : 'wakes when something changes';
}
