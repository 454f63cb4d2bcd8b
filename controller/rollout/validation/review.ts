/** What an admission webhook answers: every rule that looks at an object of ours alone, before it is stored. */
import { isObject } from '../../../crds/defaults.ts';
import { apiVersionOf } from '../../../crds/kind.ts';
import { type KindName, kindNamed, kinds } from '../../../crds/kinds.ts';
import type { Finding } from '../../../crds/validate/finding.ts';
import { validate } from '../../../crds/validate/validate.ts';

const API_VERSION = 'admission.k8s.io/v1';

/** An AdmissionReview, as it is sent back. */
export interface Review {
  readonly apiVersion: typeof API_VERSION;
  readonly kind: 'AdmissionReview';
  readonly response: Verdict & { readonly uid: string };
}

interface Verdict {
  readonly allowed: boolean;
  readonly warnings?: readonly string[];
  readonly status?: {
    readonly code: number;
    readonly reason: string;
    readonly message: string;
    readonly details: object;
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Undefined if it is no AdmissionReview. */
export function reviewOf(body: unknown): Review | undefined {
  if (!isObject(body) || body['apiVersion'] !== API_VERSION || body['kind'] !== 'AdmissionReview') return undefined;
  const { request } = body;
  if (!isObject(request) || typeof request['uid'] !== 'string' || request['uid'] === '') return undefined;
  const verdict = verdictOn(request);
  return verdict && { apiVersion: API_VERSION, kind: 'AdmissionReview', response: { uid: request['uid'], ...verdict } };
}

const ALLOWED: Verdict = { allowed: true };

function verdictOn(request: Fields): Verdict | undefined {
  const { operation, object } = request;
  const kind = kindOf(request);
  if (kind === undefined || request['subResource'] || !(operation === 'CREATE' || operation === 'UPDATE'))
    return ALLOWED;
  if (!isObject(object)) return undefined;
  // What is on its way out must get there: finalizers come off by updates.
  if (metadataOf(object)['deletionTimestamp']) return ALLOWED;
  return judged(kind, object, isObject(request['oldObject']) ? request['oldObject'] : undefined);
}

function kindOf({ kind }: Fields): KindName | undefined {
  return isObject(kind) ? kindNamed(`${kind['group']}/${kind['version']}`, kind['kind']) : undefined;
}

/**
 * An object that was wrong before may stay as wrong as it was: else nobody could label it, nor a controller write the
 * status of a kind that has no subresource for it.
 */
function judged(kind: KindName, object: Fields, before: Fields | undefined): Verdict {
  const findings = validate(kind, object);
  const errors = findings.filter(isError);
  const known = new Set(errors.length > 0 && before ? validate(kind, before).map(({ message }) => message) : []);
  if (errors.every(({ message }) => known.has(message))) return { allowed: true, ...warnings(findings) };
  return { ...refused(kind, object, errors), ...warnings(findings.filter((finding) => !isError(finding))) };
}

const isError = ({ severity }: Finding): boolean => severity === 'error';

const warnings = (findings: readonly Finding[]): Pick<Verdict, 'warnings'> =>
  findings.length > 0 ? { warnings: findings.map(({ message }) => message) } : {};

/** kubectl shows the causes as a list, other clients the message. */
function refused(kind: KindName, object: Fields, errors: readonly Finding[]): Verdict {
  const { name: given, generateName } = metadataOf(object);
  const name = String(given ?? generateName ?? '');
  const [group = ''] = apiVersionOf(kinds[kind]).split('/');
  const messages = errors.map(({ message }) => message);
  const all = messages.length === 1 ? messages.join() : `[${messages.join(', ')}]`;
  const causes = errors.map(({ path, message }) => ({
    field: path,
    message: message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message,
  }));
  return {
    allowed: false,
    status: {
      code: 422,
      reason: 'Invalid',
      message: `The ${kind} "${name}" is invalid: ${all}`,
      details: { group, kind, name, causes },
    },
  };
}

const metadataOf = ({ metadata }: Fields): Fields => (isObject(metadata) ? metadata : {});
