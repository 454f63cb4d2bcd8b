/** The CustomResourceDefinitions of all kinds, as objects. */
import { definitionOf } from './kind.ts';
import { kinds } from './kinds.ts';

export const definitions = (): readonly object[] => Object.values(kinds).map(definitionOf);
