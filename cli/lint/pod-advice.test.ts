import { describe, expect, it } from 'vitest';
import { podAdvice } from './pod-advice.ts';

const PATH = 'spec.template.spec.containers[0]';
const readinessProbe = { httpGet: { path: '/ready', port: 80 } };
const good = { name: 'web', image: 'web:1', resources: { requests: { cpu: '1', memory: '1Gi' } }, readinessProbe };

const advice = (container: object): readonly string[] =>
  podAdvice({ spec: { containers: [{ ...good, ...container }] } }, 'spec.template').map(({ message }) => message);

describe('a container', () => {
  it.each<[sentence: string, container: object]>([
    ['that has everything', {}],
    ['of a registry with a port', { image: 'registry.local:5000/web:v1' }],
    ['of a digest', { image: 'web@sha256:abc' }],
    ['of a digest and latest', { image: 'web:latest@sha256:abc' }],
    ['with a liveness probe that is patient', { livenessProbe: { ...readinessProbe, failureThreshold: 6 } }],
    ['with a liveness probe that asks something else', { livenessProbe: { tcpSocket: { port: 80 } } }],
    ['with the least patience', { livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5, failureThreshold: 2 } }],
  ])('%s is fine', (_, container) => expect(advice(container)).toEqual([]));

  const unpinned = (image: string) =>
    `${PATH}.image: "${image}" names no version: use a tag other than latest, or a digest`;
  const same = 'asks what readinessProbe asks and is no more patient: what should only lose its requests is restarted';

  it.each<[sentence: string, container: object, message: string]>([
    ['of no tag', { image: 'web' }, unpinned('web')],
    ['of no tag behind a port', { image: 'registry.local:5000/web' }, unpinned('registry.local:5000/web')],
    ['of latest', { image: 'web:latest' }, unpinned('web:latest')],
    [
      'without requests',
      { resources: {} },
      `${PATH}.resources: requests no cpu and no memory: its node may be overfull`,
    ],
    [
      'with limits alone',
      { resources: { limits: { cpu: 1 }, requests: { cpu: 1 } } },
      `${PATH}.resources: requests no memory: its node may be overfull`,
    ],
    [
      'without a readiness probe',
      { readinessProbe: undefined },
      `${PATH}: no readinessProbe: it receives requests, and counts as available, as soon as it has started`,
    ],
    [
      'with a hasty liveness probe',
      { livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 3 } },
      `${PATH}.livenessProbe: restarts a container after 9 s: give it 10 s or more (periodSeconds * failureThreshold)`,
    ],
    ['with one probe for both', { livenessProbe: readinessProbe }, `${PATH}.livenessProbe: ${same}`],
    [
      'with one probe for both, later',
      { livenessProbe: { ...readinessProbe, initialDelaySeconds: 30 } },
      `${PATH}.livenessProbe: ${same}`,
    ],
  ])('%s is told', (_, container, message) => expect(advice(container)).toEqual([message]));

  it('that only prepares needs a version, and no more', () => {
    const template = { spec: { containers: [good], initContainers: [{ name: 'init', image: 'init' }] } };
    expect(podAdvice(template, 'spec.template').map(({ path }) => path)).toEqual([
      'spec.template.spec.initContainers[0].image',
    ]);
  });

  it('is not there', () => expect(podAdvice(undefined, 'spec.template')).toEqual([]));
});
