/** Writes YAML as Kubernetes does: keys in order, nothing folded, quotes where an old parser would misread. */
import { stringify } from 'yaml';

export const yamlText = (value: unknown): string =>
  stringify(value, { version: '1.1', lineWidth: 0, sortMapEntries: true, aliasDuplicateObjects: false });
