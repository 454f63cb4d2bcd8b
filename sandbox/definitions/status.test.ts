import { describe, expect, it } from 'vitest';
import type { ApiObject } from '../api/object.ts';
import { created, established, NOW } from './answers.testkit.ts';
import { statusOf } from './definition.ts';
import { sound } from './definition-cases.testkit.ts';
import { establishedStatus, terminatingStatus } from './status.ts';

const LATER = '2027-01-01T00:00:00Z';

function definition(names: object, group = 'd.sluice.dev', annotations = {}): ApiObject {
  const plain = sound();
  const { plural } = names as { plural: string };
  return {
    ...plain,
    metadata: { name: `${plural}.${group}`, annotations },
    spec: { ...(plain['spec'] as object), group, names },
  };
}

const conditions = (object: ApiObject) =>
  (statusOf(object).conditions ?? []).map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  );

const ACCEPTED = 'NamesAccepted=True NoConflicts: no conflicts found';
const ESTABLISHED = 'Established=True InitialNamesAccepted: the initial names have been accepted';
const REFUSED = 'Established=False NotAccepted: not all names are accepted';

describe('the status of a definition', () => {
  const ducks = established(
    definition({ plural: 'ducks', kind: 'Duck', shortNames: ['dk', 'du'], categories: ['all'] }),
  );

  it('grants free names and establishes', () => {
    expect(statusOf(ducks).acceptedNames).toEqual({
      plural: 'ducks',
      singular: 'duck',
      shortNames: ['dk', 'du'],
      kind: 'Duck',
      listKind: 'DuckList',
      categories: ['all'],
    });
    expect(conditions(ducks)).toEqual([ACCEPTED, ESTABLISHED]);
    expect(statusOf(ducks).conditions?.[0]?.lastTransitionTime).toBe(NOW);
  });

  it('stays the same object once it is settled', () => {
    expect(establishedStatus(ducks, [ducks], LATER)).toBe(ducks);
  });

  it.each<[does: string, names: object, refusal: string, granted: object]>([
    [
      'a plural that is a short name of another',
      { plural: 'dk', kind: 'Dock' },
      'PluralConflict: "dk" is already in use',
      { plural: '', kind: 'Dock', singular: 'dock', listKind: 'DockList' },
    ],
    [
      'a singular',
      { plural: 'docks', singular: 'duck', kind: 'Dock' },
      'SingularConflict: "duck" is already in use',
      { plural: 'docks', kind: 'Dock', listKind: 'DockList' },
    ],
    [
      'short names',
      { plural: 'docks', kind: 'Dock', shortNames: ['dk', 'do', 'du'] },
      'ShortNamesConflict: ["dk" is already in use, "du" is already in use]',
      { plural: 'docks', singular: 'dock', kind: 'Dock', listKind: 'DockList' },
    ],
    [
      'a kind',
      { plural: 'docks', singular: 'dock', kind: 'Duck' },
      'ListKindConflict: "DuckList" is already in use',
      { plural: 'docks', singular: 'dock', kind: '' },
    ],
  ])('refuses what is taken: %s', (_, names, refusal, granted) => {
    const refused = established(definition(names), [ducks]);
    expect(conditions(refused)).toEqual([`NamesAccepted=False ${refusal}`, REFUSED]);
    expect(statusOf(refused).acceptedNames).toEqual(granted);
  });

  it('grants them once they are free', () => {
    const docks = established(definition({ plural: 'docks', kind: 'Dock', shortNames: ['dk'] }), [ducks]);
    expect(conditions(establishedStatus(docks, [], LATER))).toEqual([ACCEPTED, ESTABLISHED]);
  });

  it('does not mind what other groups use', () => {
    const other = established(definition({ plural: 'ducks', kind: 'Duck' }, 'e.sluice.dev'), [ducks]);
    expect(conditions(other)).toEqual([ACCEPTED, ESTABLISHED]);
  });

  it('keeps what it was granted, even if another claims it since', () => {
    const other = { ...ducks, metadata: { name: 'others.d.sluice.dev' } };
    const names = { plural: 'ducks', singular: 'duck', kind: 'Duck', listKind: 'DuckList', shortNames: ['dk'] };
    const changed = establishedStatus({ ...ducks, spec: { ...(ducks['spec'] as object), names } }, [other], LATER);
    expect(conditions(changed)).toEqual([ACCEPTED, ESTABLISHED]);
    expect(statusOf(changed).acceptedNames).toEqual(names);
  });

  it('stays established when later names are refused', () => {
    const spec = {
      ...(ducks['spec'] as object),
      names: { plural: 'ducks', singular: 'duck', kind: 'Duck', listKind: 'DuckList', shortNames: ['x'] },
    };
    const other = established(definition({ plural: 'docks', kind: 'Dock', shortNames: ['x'] }));
    const changed = establishedStatus({ ...ducks, spec }, [other], LATER);
    expect(conditions(changed)).toEqual(['NamesAccepted=False ShortNamesConflict: "x" is already in use', ESTABLISHED]);
    expect(statusOf(changed).conditions?.map(({ lastTransitionTime }) => lastTransitionTime)).toEqual([LATER, NOW]);
    expect(statusOf(changed).acceptedNames?.shortNames).toEqual(['dk', 'du']);
  });

  it.each([
    ['https://x/y', 'True ApprovedAnnotation: approved in https://x/y'],
    ['unapproved, a test', 'False UnapprovedAnnotation: not approved: "unapproved, a test"'],
  ])('says whether a group of Kubernetes is approved: %s', (text, said) => {
    const one = definition({ plural: 'ducks', kind: 'Duck' }, 'd.k8s.io', { 'api-approved.kubernetes.io': text });
    expect(conditions(established(one))).toEqual([
      `KubernetesAPIApprovalPolicyConformant=${said}`,
      ACCEPTED,
      ESTABLISHED,
    ]);
  });

  it('says how far deletion has come', () => {
    const pending = terminatingStatus(ducks, 'pending', NOW);
    const deleting = terminatingStatus(pending, 'deleting', LATER);
    const last = (object: ApiObject) => conditions(object).at(-1);
    expect(last(pending)).toBe(
      'Terminating=True InstanceDeletionPending: CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
    );
    expect(last(deleting)).toBe('Terminating=True InstanceDeletionInProgress: CustomResource deletion is in progress');
    expect(statusOf(deleting).conditions?.at(-1)?.lastTransitionTime).toBe(NOW);
    expect(last(terminatingStatus(deleting, 'done', LATER))).toBe(
      'Terminating=False InstanceDeletionCompleted: removed all instances',
    );
    const never = created(sound());
    expect(last(terminatingStatus(never, 'done', LATER))).toBe(
      'Terminating=False NeverEstablished: resource was never established',
    );
  });
});
