/** What it means for a Rollout that the API server refuses its ReplicaSet. */

const MOST_CHARACTERS = 500;

/** A refusal, as the API server words it. */
export interface Refusal {
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly field?: string; readonly message?: string }[];
}

/** Empty if the refusal is not about the template. Its paths are those of the Rollout. */
export function templateProblems({ reason, message, causes }: Refusal): readonly string[] {
  if (reason === 'BadRequest') return undecodable(message);
  if (reason !== 'Invalid') return [];
  return causes.flatMap(({ field = '', message: why = '' }) =>
    /^spec\.template\b/.test(field) ? [`${field}: ${why}`] : [],
  );
}

/** A value of a wrong type: the server could not even read the object. Old ones quote what stands around the place. */
function undecodable(message: string): readonly string[] {
  const [, why] = /cannot be handled as a ReplicaSet: (.*?)(, error found in #\d+ byte of .*)?$/s.exec(message) ?? [];
  return why === undefined ? [] : [`spec.template: Invalid value: "object": ${why.slice(0, MOST_CHARACTERS)}`];
}
