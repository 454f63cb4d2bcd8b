/** IngressClasses: which controller sees to an ingress. */
import { type FieldError, forbidden, invalid, required, tooLong, unsupported } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { dnsLabel, dnsSubdomain, isLonger, ruleErrors } from '../rules/names.ts';
import { referenceErrors } from './ingress.ts';

interface Parameters {
  readonly apiGroup?: string | null;
  readonly kind?: string;
  readonly name?: string;
  scope?: string;
  readonly namespace?: string;
}

interface ClassSpec {
  readonly controller?: string;
  readonly parameters?: Parameters;
}

const CONTROLLER = 'spec.controller';
const SCOPES = ['Cluster', 'Namespace'];
const PATH = /^[A-Za-z0-9/\-._~%!$&'()*+,;=:]+$/;
const PATH_TEXT = "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')";

export const ingressClassBehaviour: Behaviour = {
  defaults(object) {
    const { parameters } = specOf(object);
    if (parameters) parameters.scope ??= 'Cluster';
  },
  validate(object) {
    const { controller = '', parameters } = specOf(object);
    return [...controllerErrors(controller), ...(parameters ? parametersErrors(parameters) : [])];
  },
  validateUpdate(object, old) {
    const { controller } = specOf(object);
    return controller === specOf(old).controller ? [] : [invalid(CONTROLLER, controller, 'field is immutable')];
  },
};

const specOf = (object: ApiObject): ClassSpec => (object['spec'] ?? {}) as ClassSpec;

function controllerErrors(controller: string): FieldError[] {
  if (controller === '') return [required(CONTROLLER)];
  const slash = controller.indexOf('/');
  const [host, path] = [controller.slice(0, Math.max(0, slash)), controller.slice(slash + 1)];
  const errors = isLonger(controller, 250) ? [tooLong(CONTROLLER, 250)] : [];
  if (host === '' || path === '')
    return [...errors, invalid(CONTROLLER, controller, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  errors.push(...ruleErrors(CONTROLLER, host, dnsSubdomain));
  return PATH.test(path) ? errors : [...errors, invalid(CONTROLLER, path, PATH_TEXT)];
}

function parametersErrors(parameters: Parameters): FieldError[] {
  const field = 'spec.parameters';
  return [...referenceErrors(parameters, field), ...scopeErrors(parameters, field)];
}

function scopeErrors({ scope = '', namespace }: Parameters, field: string): FieldError[] {
  const at = `${field}.namespace`;
  if (!SCOPES.includes(scope)) return [unsupported(`${field}.scope`, scope, SCOPES)];
  if (scope === 'Cluster')
    return namespace === undefined ? [] : [forbidden(at, "`parameters.scope` is set to 'Cluster'")];
  return namespace === undefined
    ? [required(at, "`parameters.scope` is set to 'Namespace'")]
    : ruleErrors(at, namespace, dnsLabel);
}
