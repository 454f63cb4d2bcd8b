/** The AWS load balancer controller's actions: annotations of an Ingress that stand in for a backend. */
import { isObject } from '../../api/object.ts';
import {
  exactly,
  globPattern,
  headerNamed,
  METHOD,
  matching,
  PATH,
  parameterNamed,
  type Subject,
  unanswerable,
} from './conditions.ts';
import type { IngressPath } from './ingress-path.ts';
import {
  amountAt,
  isAbsent,
  itemsOf,
  nameAt,
  noteProblem,
  placeAt,
  portAt,
  type Reading,
  textAt,
  textsAt,
} from './reading.ts';
import type { Backend, Condition } from './route.ts';

export const isAction = ({ backend }: IngressPath): boolean => backend.port === 'use-annotation';

/** Undefined if the path sends requests to no Service. */
export function actionBackends(path: IngressPath): readonly Backend[] | undefined {
  const action = annotationAt(path, `actions.${path.backend.service}`);
  if (isAbsent(action)) {
    noteProblem(placeAt(path.at, 'backend'), `there is no annotation actions.${path.backend.service}`);
    return undefined;
  }
  const type = textAt(eitherAt(action, 'type'));
  if (type !== 'forward') {
    noteProblem(eitherAt(action, 'type'), `only forward is simulated, not ${type ?? 'nothing'}`);
    return undefined;
  }
  const groups = itemsOf(eitherAt(eitherAt(action, 'forwardConfig'), 'targetGroups'));
  return groups.flatMap(groupBackend);
}

function groupBackend(group: Reading): readonly Backend[] {
  const service = nameAt(eitherAt(group, 'serviceName'));
  if (service === undefined) return [];
  const weight = amountAt(eitherAt(group, 'weight'), 1);
  return [{ namespace: group.source.namespace, service, ...portAt(eitherAt(group, 'servicePort')), weight }];
}

/** What else a request must have; all of them. */
export function actionConditions(path: IngressPath): readonly Condition[] {
  return itemsOf(annotationAt(path, `conditions.${path.backend.service}`)).map(conditionAt);
}

function conditionAt(at: Reading): Condition {
  const field = textAt(eitherAt(at, 'field'));
  switch (field) {
    case 'http-header': {
      const config = eitherAt(at, 'httpHeaderConfig');
      const name = nameAt(eitherAt(config, 'httpHeaderName')) ?? '';
      return globs(headerNamed(name), eitherAt(config, 'values'), true);
    }
    case 'path-pattern':
      return globs(PATH, eitherAt(eitherAt(at, 'pathPatternConfig'), 'values'), false);
    case 'host-header':
      return globs(headerNamed('host'), eitherAt(eitherAt(at, 'hostHeaderConfig'), 'values'), true);
    case 'http-request-method':
      return globs(METHOD, eitherAt(eitherAt(at, 'httpRequestMethodConfig'), 'values'), false);
    case 'query-string':
      return parameterCondition(eitherAt(eitherAt(at, 'queryStringConfig'), 'values'));
    default:
      noteProblem(at, `conditions on ${field ?? 'nothing'} are not simulated`);
      return unanswerable(PATH, field ?? '');
  }
}

/** One of several parameters cannot be told from one request's text, so there may be one. */
function parameterCondition(values: Reading): Condition {
  const [first, ...others] = itemsOf(values);
  const name = first && textAt(eitherAt(first, 'key'));
  if (!first || name === undefined || others.length > 0) {
    noteProblem(values, 'must hold one key and value to be simulated');
    return unanswerable(PATH, 'query-string');
  }
  return exactly(parameterNamed(name), textAt(eitherAt(first, 'value')) ?? '');
}

/** Any of the texts, in which `*` and `?` stand for others. */
function globs(subject: Subject, values: Reading, ignoresCase: boolean): Condition {
  const text = textsAt(values).map(globPattern).join('|');
  return matching(subject, { at: values, text, isWhole: true, ignoresCase });
}

/** The JSON of an annotation, whatever its prefix is. */
function annotationAt({ annotations, ingress }: IngressPath, ending: string): Reading {
  const at = placeAt(ingress, 'metadata', 'annotations');
  for (const [name, text] of annotations) {
    if (name.endsWith(`/${ending}`)) return parsedAt(placeAt(at, name), text);
  }
  return { ...placeAt(at, ending), value: undefined };
}

function parsedAt(at: Reading, text: string): Reading {
  try {
    return { ...at, value: JSON.parse(text) as unknown };
  } catch {
    noteProblem(at, 'is not JSON');
    return { ...at, value: undefined };
  }
}

/** Fields are written both like AWS writes them and like Kubernetes does. */
function eitherAt(at: Reading, name: string): Reading {
  const capital = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const isCapital = isObject(at.value) && Object.hasOwn(at.value, capital);
  return placeAt(at, isCapital ? capital : name);
}
