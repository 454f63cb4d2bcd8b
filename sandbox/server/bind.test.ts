import { beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kube/clock.testkit.ts';
import { seed } from '../bootstrap.ts';
import { Store } from '../store/store.ts';
import type { WholeAnswer } from './answer.ts';
import { ApiServer } from './api-server.ts';

const PODS = '/api/v1/namespaces/default/pods';
let server: ApiServer;

const asked = (method: string, path: string, body?: object) => {
  const headers = { 'content-type': 'application/json' };
  const answer = server.handle({ method, path, headers, ...(body && { body: JSON.stringify(body) }) }) as WholeAnswer;
  return JSON.parse(String(answer.body)) as Record<string, unknown>;
};
const binds = (more: object = {}, path = `${PODS}/a/binding`) =>
  asked('POST', path, { metadata: { name: 'a' }, target: { kind: 'Node', name: 'n' }, ...more });
const refused = (code: number, message: string) => expect.objectContaining({ code, message, status: 'Failure' });
const conflict = (why: string) => refused(409, `Operation cannot be fulfilled on pods/binding "a": ${why}`);
const pod = (spec: object = {}) => ({
  metadata: { name: 'a' },
  spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
});

beforeEach(() => {
  server = new ApiServer({ store: new Store({ history: 100 }), clock: manualClock(), random: () => 0.5 });
  seed(server, []);
});

describe('a binding', () => {
  it('gives a pod its node, and says that it is scheduled', () => {
    asked('POST', PODS, pod());
    const metadata = { name: 'a', annotations: { x: 'y' } };
    expect(binds({ metadata })).toMatchObject({ status: 'Success', code: 201 });
    expect(asked('GET', `${PODS}/a`)).toMatchObject({
      metadata: { annotations: { x: 'y' } },
      spec: { nodeName: 'n' },
      status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True', lastProbeTime: null }] },
    });
  });

  it('changes nothing in a dry run', () => {
    asked('POST', PODS, pod());
    expect(binds({}, `${PODS}/a/binding?dryRun=All`)).toMatchObject({ code: 201 });
    expect(asked('GET', `${PODS}/a`)['spec']).not.toHaveProperty('nodeName');
  });

  it('happens once', () => {
    asked('POST', PODS, pod());
    binds();
    expect(binds()).toEqual(conflict('pod a is already assigned to node "n"'));
  });

  it.each<[sentence: string, more: object, refusal: unknown]>([
    [
      'of another kind',
      { target: { kind: 'Pod', name: 'n' } },
      refused(500, 'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"'),
    ],
    ['without a target', { target: {} }, refused(500, 'target.name: Required value')],
    ['of another name', { metadata: { name: 'b' } }, refused(400, 'name in URL does not match name in Binding object')],
    ['of another pod of the name', { metadata: { name: 'a', uid: 'x' } }, expect.objectContaining({ code: 409 })],
  ])('%s is refused', (_, more, refusal) => {
    asked('POST', PODS, pod());
    expect(binds(more)).toEqual(refusal);
  });

  it('is refused for pods that go, are held back, or are not there', () => {
    expect(binds()).toEqual(refused(404, 'pods "a" not found'));
    asked('POST', PODS, pod({ schedulingGates: [{ name: 'x.y/z' }] }));
    expect(binds()).toEqual(conflict('pod a has non-empty .spec.schedulingGates'));
    asked('DELETE', `${PODS}/a`);
    asked('POST', PODS, { ...pod(), metadata: { name: 'a', finalizers: ['x.y/z'] } });
    asked('DELETE', `${PODS}/a`);
    expect(binds()).toEqual(conflict('pod a is being deleted, cannot be assigned to a host'));
  });
});
