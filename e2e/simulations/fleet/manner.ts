/** Random ways for a Rollout to be: its strategy and its routers. */
import type { Random } from '../../../kube/clock.ts';
import { oneOf } from './chance.ts';
import { FORMS } from './routes/forms.ts';
import type { Form } from './routes/reader.ts';

export const STRATEGIES = [
  ...['basic', 'rollingUpdate', 'routed', 'two routers', 'ping-pong', 'dynamic'],
  ...['blue-green', 'blue-green with preview'],
] as const;
export const ROUTERS: readonly string[] = Object.keys(FORMS);
/** There are more ways to be routed than others. */
const DRAWN = [...STRATEGIES, 'routed', 'routed', 'two routers'] as const;

export interface Manner {
  readonly name: string;
  readonly strategy: string;
  readonly routers: readonly string[];
}

type Names = readonly [string, ...string[]];

export function randomManner(random: Random, name: string): Manner {
  const strategy = oneOf(random, DRAWN as unknown as Names);
  return { name, strategy, routers: routersFor(random, strategy) };
}

function routersFor(random: Random, strategy: string): readonly string[] {
  const one = (isFit: (form: Form, name: string) => boolean) =>
    oneOf(random, ROUTERS.filter((name) => isFit(formOf(name), name)) as unknown as Names);
  if (strategy === 'routed' || strategy === 'dynamic') return [one(() => true)];
  if (strategy === 'ping-pong') return [one((form) => form.can.includes('ping-pong'))];
  if (strategy !== 'two routers') return [];
  const first = one(({ isWithoutServices }) => !isWithoutServices);
  return [first, one((form, name) => !form.isWithoutServices && fieldOf(name) !== fieldOf(first))];
}

/** Of `trafficRouting`. */
const fieldOf = (name: string): string | undefined => Object.keys(formOf(name).routing(name))[0];

function formOf(name: string): Form {
  const form = FORMS[name];
  if (!form) throw new Error(`there is no router ${name}`);
  return form;
}

export const formsOf = ({ routers }: Manner): readonly Form[] => routers.map(formOf);

/** Whether any of its routers can. */
export const can = (manner: Manner, what: Form['can'][number]): boolean =>
  formsOf(manner).some((form) => form.can.includes(what));
