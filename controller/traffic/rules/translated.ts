/** Routers that are configured in the words of a plugin of the reference. */
import type { KubeObject } from '../../../kube/types.ts';
import { fieldsOf, listOf } from '../records.ts';
import type { Place, Reading, Router, Unfit } from '../router.ts';

export interface Translation<Config> {
  readonly router: Router<Config>;
  /** For the router: names of objects that the configuration names, or finds by labels. */
  readonly config: Config;
  /** What is found by labels. */
  readonly selections: readonly Reading[];
  /** What is wrong with the configuration itself. */
  readonly unfit: readonly Unfit[];
  /** Where the configuration says what the router calls so. */
  pathOf(path: string): string;
}

interface Translated<Config> extends Pick<Router<Config>, 'can' | 'kinds' | 'release'> {
  /** For people. */
  readonly title: string;
  translation(config: unknown, place: Place, objects: readonly KubeObject[]): Translation<Config>;
}

export function translatedRouter<Config>({ title, translation, ...rest }: Translated<Config>): Router<unknown> {
  const problemsOf = ({ unfit }: Translation<Config>) =>
    unfit.map(({ path, message }) => `${[title, path].filter(Boolean).join('.')}: ${message}`);
  return {
    ...rest,
    reads: (config, place) => {
      const { router, selections, ...plain } = translation(config, place, []);
      return [...router.reads(plain.config, place), ...selections];
    },
    unfit: (config, place, objects) => {
      const { router, pathOf, unfit, ...plain } = translation(config, place, objects);
      const others = router.unfit(plain.config, place, objects);
      return [...unfit, ...others.map((one) => ({ ...one, path: pathOf(one.path) }))];
    },
    observed: (config, place, objects) => {
      const plain = translation(config, place, objects);
      const seen = plain.router.observed(plain.config, place, objects);
      return { ...seen, problems: [...problemsOf(plain), ...seen.problems] };
    },
    render: (config, place, split, objects) => {
      const plain = translation(config, place, objects);
      const rendered = plain.router.render(plain.config, place, split, objects);
      return { ...rendered, problems: [...problemsOf(plain), ...rendered.problems] };
    },
    leases: (config, place, object) => {
      const plain = translation(config, place, [object]);
      return plain.router.leases(plain.config, place, object);
    },
  };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of a configuration that does not parse. */
export const unfitBy = (issues: readonly Issue[], config: unknown): readonly Unfit[] =>
  issues.map(({ path, message }) => ({ path: pathText(path), value: textAt(config, path), message }));

/** As the spec's other paths are written. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

function textAt(value: unknown, [step, ...rest]: readonly PropertyKey[]): string {
  if (step === undefined) return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return textAt(typeof step === 'number' ? listOf(value)[step] : fieldsOf(value)[String(step)], rest);
}
