/** The live object with an applied configuration laid over it; what the configuration leaves out stays. */
import type { JsonObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { isEmpty, listIn, mapIn } from './contents.ts';
import { mergedOrder } from './merged-order.ts';
import { fieldSchema, isWhole, itemElements, itemSchema, refuseDepth, shapeOf } from './typing.ts';

export function merged(live: unknown, applied: unknown, schema: Schema, depth = 0): unknown {
  if (applied === undefined) return live;
  refuseDepth(depth);
  const shape = shapeOf(applied, schema);
  if (shape === 'scalar' || isWhole(schema, shape)) return applied;
  if (shape === 'list') {
    const [before, after] = [listIn(live), listIn(applied)];
    return before.length + after.length === 0 ? applied : mergedList(before, after, schema, depth);
  }
  const [before, after] = [mapIn(live), mapIn(applied)];
  return isEmpty(before) && isEmpty(after) ? applied : mergedMap(before, after, schema, depth);
}

function mergedMap(before: JsonObject, after: JsonObject, schema: Schema, depth: number): JsonObject {
  const fields: [string, unknown][] = [];
  for (const key in before) {
    const applied = Object.hasOwn(after, key) ? after[key] : undefined;
    fields.push([key, merged(before[key], applied, fieldSchema(schema, key), depth + 1)]);
  }
  for (const key in after) if (!Object.hasOwn(before, key)) fields.push([key, after[key]]);
  return Object.fromEntries(fields);
}

function mergedList(before: readonly unknown[], after: readonly unknown[], schema: Schema, depth: number): unknown[] {
  const liveElements = itemElements(before, schema);
  const elements = itemElements(after, schema);
  const live = new Map<string, unknown>();
  // Of items that cannot be told apart, what is applied replaces all.
  for (const [index, element] of liveElements.entries()) {
    live.set(element, live.has(element) ? null : before[index]);
  }
  const applied = new Map(elements.map((element, index) => [element, after[index]]));
  return mergedOrder(liveElements, elements).map(({ element, liveIndex }) =>
    liveIndex === undefined
      ? merged(live.get(element), applied.get(element), itemSchema(schema), depth + 1)
      : before[liveIndex],
  );
}
