import { describe, expect, it } from 'vitest';
import type { KubeObject, Ref } from '../../kube/types.ts';
import { reportLostFields } from './definitions.ts';
import { silent } from './log.ts';

const empty = { spec: { versions: [{ name: 'v1alpha1', schema: { openAPIV3Schema: { type: 'object' } } }] } };

function reported(get: (ref: Ref) => Promise<KubeObject | undefined>) {
  const said: object[] = [];
  const log = { ...silent, warn: (fields: object) => said.push(fields) };
  return reportLostFields({ get }, log).then(() => said);
}

describe('reportLostFields', () => {
  it('names the kind and the fields', async () => {
    const get = ({ name }: Ref) =>
      Promise.resolve(name === 'applications.argoproj.io' ? (empty as unknown as KubeObject) : undefined);
    expect(await reported(get)).toEqual([
      { kind: 'Application', fields: ['spec.syncPolicy.manual', 'spec.syncPolicy.syncWindows', 'spec.health'] },
    ]);
  });

  it('is silent about what it may not see', async () => {
    expect(await reported(() => Promise.reject(new Error('forbidden')))).toEqual([]);
  });
});
