/** That a structural schema describes outside of its logic whatever its logic speaks of. */
import { type FieldError, required } from '../api/field-error.ts';
import { fieldsOf, itemsOf, type JsonSchema, listed, propertyOf } from './json-schema.ts';

/** Where something is described, and where it is spoken of. */
interface Paths {
  readonly described: string;
  readonly spoken: string;
}

export const completenessErrors = (schema: JsonSchema, path: string): FieldError[] =>
  logicErrors(schema, schema, { described: path, spoken: path });

function logicErrors(spoken: JsonSchema, described: JsonSchema, paths: Paths): FieldError[] {
  const below = (one: JsonSchema, where: string) =>
    nestedErrors(one, described, { ...paths, spoken: `${paths.spoken}.${where}` });
  return [
    ...(spoken.not ? below(spoken.not, 'not') : []),
    ...listed(spoken.allOf).flatMap((one, at) => below(one, `allOf[${at}]`)),
    ...listed(spoken.anyOf).flatMap((one, at) => below(one, `anyOf[${at}]`)),
    ...listed(spoken.oneOf).flatMap((one, at) => below(one, `oneOf[${at}]`)),
  ];
}

function nestedErrors(spoken: JsonSchema, described: JsonSchema | undefined, paths: Paths): FieldError[] {
  if (!described) return [required(paths.described, `because it is defined in ${paths.spoken}`)];
  const items = itemsOf(spoken);
  return [
    ...logicErrors(spoken, described, paths),
    ...(items ? nestedErrors(items, itemsOf(described), within(paths, 'items')) : []),
    ...fieldsOf(spoken).flatMap(([name, one]) =>
      nestedErrors(one, propertyOf(described, name), within(paths, `properties[${name}]`)),
    ),
  ];
}

const within = ({ described, spoken }: Paths, part: string): Paths => ({
  described: `${described}.${part}`,
  spoken: `${spoken}.${part}`,
});
