/** What a Rollout's decision comes to, in words: where it is, what would be done now or why nothing would, and when it is looked at again. */
import { stepText } from '../controller/rollout/canary/progress.ts';
import { decide } from '../controller/rollout/decide.ts';
import type { RolloutStatus } from '../controller/rollout/objects.ts';
import type { Snapshot } from '../controller/rollout/snapshot.ts';
import { viewOf } from '../controller/rollout/view.ts';
import { mergePatch } from '../controller/runtime/merge-patch.ts';
import type { Plan } from '../controller/runtime/plan.ts';
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
    ...s.revisions
      .filter((one) => one.size + one.pods > 0 || one === s.current || one === s.stable)
      .map(revisionLine(s)),
  ];
}

function weights(s: Snapshot): readonly string[] {
  const asked = askedWeight(s);
  if (asked === undefined) return [];
  const { shown } = s.routing;
  const seen = shown && (shown.lowest === shown.highest ? shown.lowest : `${shown.lowest} to ${shown.highest}`);
  return [field('weight', seen === undefined ? `${asked}` : `${asked}, routers show ${seen}`)];
}

const revisionLine =
  ({ current, stable }: Snapshot) =>
  (one: Snapshot['revisions'][number], index: number): string => {
    const roles = [...(one === stable ? ['stable'] : []), ...(one === current ? ['wanted'] : [])];
    const { number, name, available, size } = one;
    const what = `#${number} ${name}${roles.length > 0 ? ` (${roles.join(', ')})` : ''}`;
    return field(index === 0 ? 'revisions' : '', `${what}: ${available} of ${size} pods available`);
  };

type Decision = Plan<RolloutStatus>;

function intentions(s: Snapshot, plan: Decision): readonly string[] {
  const after = [...statusLine(s, plan), ...plan.notices.map(({ reason, message }) => `  tells ${reason}: ${message}`)];
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
