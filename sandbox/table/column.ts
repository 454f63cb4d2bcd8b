/** The columns that most kinds have, and short ways to write the others. */
import type { ApiObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { labelSelectorOf } from '../selectors/label-selector.ts';
import { ageText } from './age.ts';
import { at, listAt, mapAt, textAt } from './reading.ts';

type Cell = Column['cell'];

export const NAME: Column = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object.',
  priority: 0,
  cell: (object) => object.metadata.name,
};

export const AGE: Column = {
  name: 'Age',
  type: 'string',
  description: 'Time since the object was created.',
  priority: 0,
  cell: (object, now) => ageText(object.metadata.creationTimestamp, now),
};

export const text = (name: string, description: string, cell: Cell): Column => ({
  name,
  type: 'string',
  description,
  priority: 0,
  cell,
});

export const integer = (name: string, description: string, cell: Cell): Column => ({
  ...text(name, description, cell),
  type: 'integer',
});

/** Shown with `-o wide`. */
export const wide = (name: string, description: string, cell: Cell): Column => ({
  ...text(name, description, cell),
  priority: 1,
});

/** The containers and images of a pod template. */
export const containerColumns = (...template: readonly string[]): readonly Column[] =>
  [wide, wide].map((column, index) => {
    const field = index === 0 ? 'name' : 'image';
    const named = index === 0 ? 'Containers' : 'Images';
    return column(named, `${named} of the pod template.`, joined(field, ...template));
  });

/** One field of all containers. */
export const joined =
  (field: 'name' | 'image', ...template: readonly string[]): Cell =>
  (object) =>
    listAt(object, ...template, 'spec', 'containers')
      .map((container) => textAt(container, field))
      .join(',');

export const selectorColumn = (...path: readonly string[]): Column =>
  wide('Selector', 'Labels of the pods that belong to it.', (object) => selectorText(object, ...path));

export const selectorText = (object: ApiObject, ...path: readonly string[]): string =>
  labelSelectorOf(at(object, ...path) as Parameters<typeof labelSelectorOf>[0]) || '<none>';

/** `a=1,b=2`, sorted. */
export function labelsText(value: unknown, ...path: readonly string[]): string {
  const labels = mapAt(value, ...path);
  const pairs = Object.keys(labels).sort();
  return pairs.length === 0 ? '<none>' : pairs.map((key) => `${key}=${String(labels[key])}`).join(',');
}

/** The first few of many. */
export function shortList(items: readonly string[], most: number, separator: string, count = items.length): string {
  const shown = items.slice(0, most).join(separator);
  return items.length > most ? `${shown} + ${count - most} more...` : shown;
}
