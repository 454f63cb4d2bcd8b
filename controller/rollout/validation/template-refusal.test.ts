import { describe, expect, it } from 'vitest';
import { type Refusal, templateProblems } from './template-refusal.ts';

const cause = (field: string, message: string) => ({ reason: 'FieldValueInvalid', field, message });
const invalid = (...causes: readonly object[]): Refusal => ({
  reason: 'Invalid',
  message: 'ReplicaSet.apps "web-abc" is invalid: …',
  causes: causes as Refusal['causes'],
});
const unreadable = (why: string): Refusal => ({
  reason: 'BadRequest',
  message: `ReplicaSet in version "v1" cannot be handled as a ReplicaSet: ${why}`,
  causes: [],
});

describe('a refusal', () => {
  it.each<[sentence: string, refusal: Refusal, problems: readonly string[]]>([
    [
      'names the field as the Rollout has it',
      invalid(
        cause('spec.template.spec.containers[0].image', 'Required value'),
        cause('spec.template.spec.volumes[1].name', 'Duplicate value: "a"'),
      ),
      [
        'spec.template.spec.containers[0].image: Required value',
        'spec.template.spec.volumes[1].name: Duplicate value: "a"',
      ],
    ],
    [
      'says nothing about the name it was tried with',
      invalid(cause('metadata.name', 'Invalid value: "web-abc": …')),
      [],
    ],
    [
      'says nothing if it has no causes',
      { reason: 'Invalid', message: 'admission webhook "a" denied the request', causes: [] },
      [],
    ],
    ['says nothing about labels it was tried with', invalid(cause('metadata.labels[template]', 'Invalid value')), []],
    [
      'for another reason says nothing',
      { ...invalid(cause('spec.template.spec', 'Required value')), reason: 'Timeout' },
      [],
    ],
    [
      'of an object that cannot be read is one problem',
      unreadable(
        'json: cannot unmarshal number into Go struct field Container.template.spec.containers.image of type string',
      ),
      [
        'spec.template: Invalid value: "object": json: cannot unmarshal number into Go struct field Container.template.spec.containers.image of type string',
      ],
    ],
    [
      'of an old server repeats nothing of the template',
      unreadable(
        'v1.ReplicaSet.Spec: ReadString: expects " or n, but found 3, error found in #10 byte of ...|image":3|..., bigger context ...|"value":"hunter2"|...',
      ),
      ['spec.template: Invalid value: "object": v1.ReplicaSet.Spec: ReadString: expects " or n, but found 3'],
    ],
    ['of a request says nothing', { reason: 'BadRequest', message: 'the body is no object', causes: [] }, []],
    ['of whoever asks says nothing', { reason: 'Forbidden', message: 'replicasets is forbidden', causes: [] }, []],
    ['because there is one of that name says nothing', { reason: 'AlreadyExists', message: 'exists', causes: [] }, []],
  ])('%s', (_, refusal, problems) => expect(templateProblems(refusal)).toEqual(problems));

  it('is cut where it is too long to be shown', () =>
    expect(templateProblems(unreadable('x'.repeat(10_000)))[0]?.length).toBeLessThan(600));
});
