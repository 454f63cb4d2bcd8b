/** GET of a pod's log: which container is meant, whether it has started, and its lines. */
import { ApiError, badRequest, invalidObject } from '../api/api-error.ts';
import { type FieldError, forbidden, invalid } from '../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject } from '../api/object.ts';
import type { Answer } from './answer.ts';
import { type Call, found, inVersion } from './call.ts';
import type { LogQuery } from './log-source.ts';

export function logs(call: Call): Answer {
  assertOneStart(call);
  const pod = inVersion(call.kind, found(call));
  const query = logQuery(call, pod);
  const { logs: source } = call.world;
  if (!isScheduled(pod)) return { status: 204, headers: {}, body: '' };
  const waiting = waitingReason(pod, query.container);
  if (waiting !== undefined)
    throw badRequest(
      `container ${JSON.stringify(query.container)} in pod ${JSON.stringify(pod.metadata.name)} is waiting to start: ${waiting}`,
    );
  if (!source) throw unreachable(pod, query.container);
  const headers = { 'content-type': 'text/plain' };
  return { status: 200, headers, stream: (sink) => source(pod, query, sink) };
}

function assertOneStart({ query, name = '' }: Call): void {
  if (!query.get('sinceSeconds') || !query.get('sinceTime')) return;
  const error = forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified');
  throw invalidObject({ group: '', resource: 'PodLogOptions' }, name, [error]);
}

function logQuery(call: Call, pod: ApiObject): LogQuery {
  const { query } = call;
  const errors: FieldError[] = [];
  const count = (name: string, least: number, text: string): number | undefined => {
    const value = query.get(name);
    if (value === null || value === '') return undefined;
    if (!/^[+-]?\d+$/.test(value))
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(value)}: invalid syntax`);
    if (Number(value) < least) errors.push(invalid(name, Number(value), text));
    return Number(value);
  };
  const flag = (name: string): boolean => !['', 'false', '0'].includes(query.get(name) ?? '');
  const answer = {
    container: containerOf(pod, query.get('container') ?? ''),
    follow: flag('follow'),
    previous: flag('previous'),
    timestamps: flag('timestamps'),
    tailLines: count('tailLines', 0, 'must be greater than or equal to 0'),
    sinceSeconds: count('sinceSeconds', 1, 'must be greater than 0'),
    limitBytes: count('limitBytes', 1, 'must be greater than 0'),
  };
  if (errors.length > 0) throw invalidObject({ group: '', resource: 'PodLogOptions' }, pod.metadata.name, errors);
  return answer;
}

function containerOf(pod: ApiObject, wished: string): string {
  const main = namesIn(pod, 'containers');
  const init = namesIn(pod, 'initContainers');
  const all = [...init, ...main, ...namesIn(pod, 'ephemeralContainers')];
  const { name } = pod.metadata;
  if (wished !== '') {
    if (all.includes(wished)) return wished;
    throw badRequest(`container ${wished} is not valid for pod ${name}`);
  }
  const [only] = main;
  if (main.length === 1 && only !== undefined) return only;
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${all.join(' ')}]`);
}

const fieldsIn = (value: unknown): JsonObject => (isObject(value) ? value : {});

function namesIn(pod: ApiObject, list: string): string[] {
  const containers = fieldsIn(pod['spec'])[list];
  return Array.isArray(containers) ? containers.map((one) => String(fieldsIn(one)['name'])) : [];
}

const isScheduled = (pod: ApiObject): boolean => Boolean(fieldsIn(pod['spec'])['nodeName']);

/** Nodes that somebody made up have nobody who keeps logs. */
function unreachable({ metadata, spec }: ApiObject, container: string): ApiError {
  const node = String(fieldsIn(spec)['nodeName']);
  const path = `/containerLogs/${metadata.namespace}/${metadata.name}/${container}`;
  return new ApiError(500, 'InternalError', `Get ${JSON.stringify(`https://${node}:10250${path}`)}: no such node`);
}

/** Why a container has no log yet; undefined if it has one. */
function waitingReason(pod: ApiObject, container: string): string | undefined {
  const status = fieldsIn(pod['status']);
  const lists = [status['containerStatuses'], status['initContainerStatuses'], status['ephemeralContainerStatuses']];
  const own = lists
    .flatMap((list) => (Array.isArray(list) ? list : []))
    .find((one) => fieldsIn(one)['name'] === container);
  const { waiting } = fieldsIn(fieldsIn(own)['state']) as { waiting?: { reason?: string } };
  const hasRun = isObject(fieldsIn(fieldsIn(own)['lastState'])['terminated']);
  return waiting && !hasRun ? (waiting.reason ?? 'ContainerCreating') : undefined;
}
