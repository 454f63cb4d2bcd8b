import { describe, expect, it } from 'vitest';
import { markAnnotation, markPatch, marksFor, recordedMarks, withMarks, withoutMarks } from './ephemeral.ts';
import { EPHEMERAL_METADATA } from './keys.ts';
import { blueGreen, canary, revision } from './status/snapshot.testkit.ts';
import { snapshotOf, type World } from './world.testkit.ts';

const NONE = { labels: {}, annotations: {} };
const trial = { labels: { role: 'trial' } };
const settled = { labels: { role: 'settled' }, annotations: { note: 'x' } };

describe('pods carry', () => {
  const steps = canary({ canaryMetadata: trial, stableMetadata: settled });
  const colours = blueGreen({ previewMetadata: trial, activeMetadata: settled });

  it.each<[string, World['spec'], [hash: string, stable: string], object]>([
    ['what the canary has', steps, ['v2', 'v1'], { ...NONE, ...trial }],
    ['what stable has', steps, ['v1', 'v1'], settled],
    ['what the preview has', colours, ['v2', 'v1'], { ...NONE, ...trial }],
    ['what active has', colours, ['v1', 'v1'], settled],
    ['what stable has at the first deploy', steps, ['v2', ''], settled],
    ['nothing when they are old', steps, ['v0', 'v1'], NONE],
    ['nothing where nothing is asked', canary(), ['v2', 'v1'], NONE],
  ])('%s', (_, spec, [hash, stable], marks) => {
    expect(marksFor(snapshotOf({ spec, pods: { v0: 0, v1: 4, v2: 1 }, stable }), hash)).toEqual(marks);
  });
});

describe('what a ReplicaSet says its pods carry', () => {
  const noted = (text?: string) => {
    const { object } = revision('v1');
    return {
      ...object,
      metadata: { ...object.metadata, annotations: text === undefined ? {} : { [EPHEMERAL_METADATA]: text } },
    };
  };

  it.each([
    [undefined, NONE],
    ['nonsense', NONE],
    [JSON.stringify(trial), { ...NONE, ...trial }],
    [markAnnotation(settled) ?? '', settled],
  ])('is read from %j', (text, marks) => {
    expect(recordedMarks(noted(text))).toEqual(marks);
  });

  it('is not said of nothing', () => expect(markAnnotation(NONE)).toBeNull());
});

it('templates get marks and lose them again', () => {
  const template = { metadata: { labels: { app: 'web' }, annotations: { team: 'shop' } }, spec: { containers: [] } };
  const marked = withMarks(template, settled);
  expect(marked.metadata).toEqual({
    labels: { app: 'web', role: 'settled' },
    annotations: { team: 'shop', note: 'x' },
  });
  expect(withoutMarks(marked, settled)).toEqual(template);
  expect(withoutMarks(template, NONE)).toBe(template);
});

it.each<[string, Parameters<typeof markPatch>, object | undefined]>([
  ['from nothing to marks', [{}, NONE, settled], settled],
  ['from marks to nothing', [settled, settled, NONE], { labels: { role: null }, annotations: { note: null } }],
  ['from marks to others', [{ labels: { role: 'trial' } }, { ...NONE, ...trial }, settled], settled],
  ['that are there already', [settled, settled, settled], undefined],
  ['that somebody has taken away already', [{}, settled, NONE], undefined],
])('a patch leads %s', (_, marks, patch) => {
  expect(markPatch(...marks)).toEqual(patch);
});
