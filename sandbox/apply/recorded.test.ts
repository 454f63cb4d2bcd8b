import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import type { Schema } from '../schema/schema.ts';
import { apply, entriesOf, refusal, update } from './shapes.testkit.ts';

interface Recorded {
  readonly op: 'apply' | 'update';
  readonly manager: string;
  readonly subresource?: string;
  readonly force?: boolean;
  readonly live?: ApiObject;
  readonly sent: ApiObject;
  readonly object?: ApiObject;
  readonly error?: string;
  readonly code?: number;
}

describe('random steps, as the field manager of Kubernetes 1.33 took them', () => {
  const file = new URL('./testdata/kubernetes-1.33.json', import.meta.url);
  const { schema, cases }: { schema: Schema; cases: Recorded[] } = JSON.parse(readFileSync(file, 'utf8'));
  const more = ({ subresource }: Recorded) => ({
    schema,
    apiVersion: 'b.test/v1',
    subresource,
    resetPaths: subresource ? [['spec']] : [['status']],
  });

  it('are many', () => expect(cases.length).toBeGreaterThan(50));

  it.each(cases.map((one, index) => [`${index}: ${one.op} by ${one.manager}`, one] as const))('%s', (_, one) => {
    const { live, sent, manager } = one;
    const options = { ...more(one), kind: 'Thing', force: one.force ?? false };
    const act = () =>
      one.op === 'apply' ? apply(live, sent, manager, options) : update(live, sent, manager, more(one));
    if (one.error) return expect(refusal(act)).toMatchObject({ message: one.error, code: one.code });
    const { managedFields = [] } = one.object?.metadata ?? {};
    const made = act();
    expect(entriesOf(made)).toEqual(managedFields);
    expect(made['spec']).toEqual(one.object?.['spec']);
  });
});
