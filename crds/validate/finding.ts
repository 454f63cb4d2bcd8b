/** What validation has to say, in the words in which Kubernetes says it. */

export interface Finding {
  /** A warning is reported, an error also stops the object from being acted on. */
  readonly severity: 'error' | 'warning';
  /** Where, such as `spec.strategy.canary.steps[1].setWeight`; empty for the object as a whole. */
  readonly path: string;
  /** The whole text, path included. */
  readonly message: string;
}

/** Longer values say nothing more, and objects end in events and conditions. */
const MOST_CHARACTERS = 200;

export const required = (path: string, detail?: string): Finding =>
  error(path, `${path}: Required value${detail === undefined ? '' : `: ${detail}`}`);

export const invalid = (path: string, value: unknown, detail: string): Finding =>
  error(path, `${path}: Invalid value: ${printed(value)}: ${detail}`);

export const unsupported = (path: string, value: unknown, supported: readonly string[]): Finding =>
  error(
    path,
    `${path}: Unsupported value: ${printed(value)}: supported values: ${supported.map((word) => `"${word}"`).join(', ')}`,
  );

export const duplicate = (path: string, value: unknown): Finding =>
  error(path, `${path}: Duplicate value: ${printed(value)}`);

export const forbidden = (path: string, detail: string): Finding => error(path, `${path}: Forbidden: ${detail}`);

/** A message of the reference that names no field. */
export const plain = (path: string, message: string): Finding => error(path, message);

export const warning = (path: string, message: string): Finding => ({
  severity: 'warning',
  path,
  message: `${path}: ${message}`,
});

/** `spec` and `steps` as `spec.steps`, and that with 1 as `spec.steps[1]`. */
export const joined = (path: string, key: PropertyKey): string =>
  typeof key === 'number' ? `${path}[${key}]` : path ? `${path}.${String(key)}` : String(key);

/** The finding if `broken`, as a list to concatenate. */
export const when = (broken: boolean, finding: () => Finding): Finding[] => (broken ? [finding()] : []);

function error(path: string, message: string): Finding {
  return { severity: 'error', path, message };
}

function printed(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null';
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
