import { describe, expect, it } from 'vitest';
import { decided, JUDGE, OWNER, running, type Scene, template } from './scene.testkit.ts';

const ANALYSIS = { name: 'judge', templateName: 'judge' };
const spec = (more: object = {}, rest: object = {}) => ({ analyses: [{ ...ANALYSIS, ...more }], ...rest });
const there: Scene = { spec: spec(), pods: { a: {} }, status: running('a') };
const told = (phase: string, more: object = {}) => ({
  ...running('a'),
  analysisRuns: [{ name: 'judge', analysisRun: 'compare-judge', phase, ...more }] as never,
});

describe('an analysis', () => {
  it('begins once all pods are there', () => {
    const { made, status } = decided(there);
    expect(made).toEqual([
      {
        ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisRun' },
        metadata: { name: 'compare-judge', namespace: 'shop', ownerReferences: [OWNER] },
        spec: { metrics: JUDGE.metrics, args: [{ name: 'who', value: 'nobody' }] },
      },
    ]);
    expect(status.analysisRuns).toEqual([{ name: 'judge', analysisRun: 'compare-judge', phase: 'Pending' }]);
  });

  it('has labels and annotations that are asked for, and the instance of the Experiment', () => {
    const analysisRunMetadata = { labels: { team: 'a' }, annotations: { note: 'n' } };
    const label = 'argo-rollouts.argoproj.io/controller-instance-id';
    const scene = { ...there, spec: spec({}, { analysisRunMetadata }), metadata: { labels: { [label]: 'one' } } };
    const [run] = decided(scene).made;
    expect(run?.metadata).toMatchObject({ labels: { [label]: 'one', team: 'a' }, annotations: { note: 'n' } });
  });

  it.each<[string, string, string]>([
    ['the hash of a template', '{{templates.a.podTemplateHash}}', 'hash-a'],
    ['the ReplicaSet of a template', 'rs {{ templates.a.replicaset.name }}', 'rs compare-a'],
    ['when all pods were there', '{{experiment.availableAt}}', '2026-01-01T00:00:05Z'],
    ['when it will end', '{{experiment.finishedAt}}', '2026-01-01T00:01:05Z'],
  ])('is told %s', (_, value, text) => {
    const scene = { ...there, spec: spec({ args: [{ name: 'who', value }] }, { duration: '1m' }) };
    expect(decided(scene).made).toMatchObject([{ spec: { args: [{ name: 'who', value: text }] } }]);
  });

  it.each<[string, Scene, object]>([
    [
      'of a template that is not there is an error before anything has run',
      { spec: spec(), pods: { a: { available: 0 } }, templates: {} },
      { analysisRun: '', phase: 'Error', message: "AnalysisTemplate 'judge' not found" },
    ],
    [
      'with a tag that nobody knows is an error',
      { ...there, spec: spec({ args: [{ name: 'who', value: '{{templates.b.podTemplateHash}}' }] }) },
      { phase: 'Error', message: 'failed to resolve {{templates.b.podTemplateHash}}' },
    ],
    [
      'that asks for an end where there is none is an error',
      { ...there, spec: spec({ args: [{ name: 'who', value: '{{experiment.finishedAt}}' }] }) },
      { phase: 'Error', message: 'failed to resolve {{experiment.finishedAt}}' },
    ],
    [
      'without an argument that it needs is an error',
      { ...there, templates: { judge: { ...JUDGE, args: [{ name: 'who' }] } } },
      { phase: 'Error', message: 'args.who was not resolved' },
    ],
    [
      'takes a run that is there already',
      { ...there, runs: { 'compare-judge': { phase: 'Running' } } },
      { analysisRun: 'compare-judge', phase: 'Running' },
    ],
    [
      'takes another name where a run has ended',
      { ...there, runs: { 'compare-judge': { phase: 'Failed' } } },
      { analysisRun: 'compare-judge.1', phase: 'Pending' },
    ],
    [
      'takes another name where somebody else has it',
      { ...there, runs: { 'compare-judge': { owner: 'other' } } },
      { analysisRun: 'compare-judge.1', phase: 'Pending' },
    ],
    [
      'is told of as its run is',
      { ...there, status: told('Pending'), runs: { 'compare-judge': { phase: 'Inconclusive', message: 'why' } } },
      { phase: 'Inconclusive', message: 'why' },
    ],
    ['stays as it ended, though its run is gone', { ...there, status: told('Successful') }, { phase: 'Successful' }],
    [
      'whose run has been deleted is an error',
      { ...there, status: told('Running') },
      { phase: 'Error', message: "AnalysisRun 'compare-judge' is gone" },
    ],
  ])('%s', (_, scene, expected) => expect(decided(scene).status.analysisRuns).toMatchObject([expected]));

  it('says nothing before its pods are there if nothing is wrong', () => {
    const { status, does } = decided({ spec: spec(), pods: { a: { available: 0 } } });
    expect(status).not.toHaveProperty('analysisRuns');
    expect(does).toEqual([]);
  });

  it.each<[string, Scene]>([
    ['with the Experiment', { ...there, spec: spec({}, { terminate: true }) }],
    ['with the others', { ...there, status: told('Failed'), runs: { 'compare-other': { phase: 'Running' } } }],
  ])('ends %s', (_, scene) => {
    const name = Object.keys(scene.runs ?? {})[0] ?? 'compare-judge';
    const { does, says } = decided({ ...scene, runs: { [name]: { phase: 'Running' } } });
    expect(does).toContain(`end AnalysisRun ${name}`);
    expect(says).toContain(`Normal AnalysisRunTerminating: Terminating AnalysisRun '${name}'`);
  });

  it.each<[string, Scene]>([
    ['that is asked to end is not asked again', { runs: { 'compare-judge': { phase: 'Running', terminate: true } } }],
    ['of somebody else goes on', { runs: { 'compare-judge': { phase: 'Running', owner: 'other' } } }],
    ['does not begin any more', {}],
  ])('%s', (_, scene) => {
    const ended = { ...there, spec: spec({}, { terminate: true, scaleDownDelaySeconds: 0 }), ...scene };
    expect(decided(ended).does).toEqual(['scale compare-a 1 -> 0']);
  });

  it('is one for each name', () => {
    const analyses = [ANALYSIS, { name: 'more', templateName: 'judge' }];
    const both = { spec: { templates: [template('a')], analyses }, pods: { a: {} }, status: running('a') };
    expect(decided(both).made.map(({ metadata }) => metadata.name)).toEqual(['compare-judge', 'compare-more']);
  });
});
