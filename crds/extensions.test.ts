import { describe, expect, it } from 'vitest';
import { EXTENSIONS, lostFields } from './extensions.ts';
import { definitionOf } from './kind.ts';
import { type KindName, kindNames, kinds } from './kinds.ts';

const installed = (spec: object): object => ({
  spec: { versions: [{ name: 'v1alpha1', schema: { openAPIV3Schema: { properties: { spec } } } }] },
});

describe('lostFields', () => {
  it.each(kindNames)('are none under our own definition of %s', (kind) => {
    expect(lostFields(kind, definitionOf(kinds[kind]))).toEqual([]);
  });

  it.each(Object.keys(EXTENSIONS) as KindName[])('are all of %s under a definition that knows nothing', (kind) => {
    expect(lostFields(kind, installed({ type: 'object' }))).toEqual(EXTENSIONS[kind]);
  });

  it('are none where the server keeps what it does not know', () => {
    expect(lostFields('Application', installed({ 'x-kubernetes-preserve-unknown-fields': true }))).toEqual([]);
  });

  it('are those that are missing', () => {
    const syncPolicy = { properties: { syncWindows: {} } };
    expect(lostFields('Application', installed({ properties: { syncPolicy } }))).toEqual([
      'spec.syncPolicy.manual',
      'spec.health',
    ]);
  });
});
