/** The status of definitions: which names are theirs, and whether their resources are served. */
import { type ApiObject, sameJson } from '../api/object.ts';
import { approvalCondition } from './approval.ts';
import { type Condition, type DefinitionStatus, isTrue, type Names, specOf, statusOf } from './definition.ts';

export const CLEAN_UP_FINALIZER = 'customresourcecleanup.apiextensions.k8s.io';

type News = Omit<Condition, 'lastTransitionTime'>;

/**
 * The definition as it is once the API server has dealt with its names; the same one if nothing changes. `others`
 * are the other definitions: the names that they were granted are taken.
 */
export function establishedStatus(definition: ApiObject, others: readonly ApiObject[], now: string): ApiObject {
  const { names } = specOf(definition);
  const status = statusOf(definition);
  const accepted = status.acceptedNames ?? { plural: '', kind: '' };
  const approval = approvalCondition(definition);
  const approved = approval ? withCondition(status, approval, now) : status;
  const isSettled = sameJson(withoutEmpty(names), withoutEmpty(accepted)) && isTrue(definition, 'Established');
  const next = isSettled ? approved : named(approved, names, { definition, others, now });
  return sameJson(next, status) ? definition : { ...definition, status: next };
}

const withoutEmpty = (names: Names): object =>
  Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined && value.length > 0));

interface Context {
  readonly definition: ApiObject;
  readonly others: readonly ApiObject[];
  readonly now: string;
}

function named(status: DefinitionStatus, names: Names, context: Context): DefinitionStatus {
  const { acceptedNames, conflict } = grantedNames(names, status.acceptedNames, takenNames(context));
  const naming: News = conflict
    ? { type: 'NamesAccepted', status: 'False', ...conflict }
    : { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' };
  const granted = withCondition({ ...status, acceptedNames }, naming, context.now);
  if (isTrue(context.definition, 'Established')) return granted;
  return withCondition(granted, conflict ? NOT_ACCEPTED : ESTABLISHED, context.now);
}

const NOT_ACCEPTED: News = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
};

const ESTABLISHED: News = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};

interface Taken {
  readonly resources: ReadonlySet<string | undefined>;
  readonly kinds: ReadonlySet<string | undefined>;
}

function takenNames({ definition, others }: Context): Taken {
  const { group } = specOf(definition);
  const accepted = others
    .filter((other) => other.metadata.name !== definition.metadata.name && specOf(other).group === group)
    .map((other) => statusOf(other).acceptedNames ?? { plural: '', kind: '' });
  return {
    resources: new Set(accepted.flatMap(({ plural, singular, shortNames = [] }) => [plural, singular, ...shortNames])),
    kinds: new Set(accepted.flatMap(({ kind, listKind }) => [kind, listKind])),
  };
}

interface Granted {
  readonly acceptedNames: Names;
  readonly conflict?: { readonly reason: string; readonly message: string };
}

/** Grants what is free; of several conflicts the last is told. */
function grantedNames(wanted: Names, accepted: Names = { plural: '', kind: '' }, taken: Taken): Granted {
  const own = new Set(accepted.shortNames);
  const isTaken = (name: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string | undefined>) =>
    wanted[name] !== accepted[name] && used.has(wanted[name]);
  const usedShortNames = (wanted.shortNames ?? []).filter((name) => !own.has(name) && taken.resources.has(name));
  const conflicts = [
    isTaken('plural', taken.resources) && (['Plural', inUse(wanted.plural)] as const),
    isTaken('singular', taken.resources) && (['Singular', inUse(wanted.singular)] as const),
    usedShortNames.length > 0 && (['ShortNames', aggregate(usedShortNames.map(inUse))] as const),
    isTaken('kind', taken.kinds) && (['Kind', inUse(wanted.kind)] as const),
    isTaken('listKind', taken.kinds) && (['ListKind', inUse(wanted.listKind)] as const),
  ].filter((one) => one !== false);
  const refused = new Set(conflicts.map(([name]) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`));
  const granted = (name: keyof Names) => ({ [name]: (refused.has(name) ? accepted : wanted)[name] });
  const all = { ...granted('plural'), ...granted('singular'), ...granted('shortNames'), ...granted('kind') };
  const acceptedNames = { ...all, ...granted('listKind'), categories: wanted.categories };
  const last = conflicts.at(-1);
  return {
    acceptedNames: { plural: '', kind: '', ...withoutEmpty(acceptedNames as Names) },
    ...(last && { conflict: { reason: `${last[0]}Conflict`, message: last[1] } }),
  };
}

const inUse = (name: string | undefined): string => `"${name}" is already in use`;

const aggregate = (texts: readonly string[]): string => {
  const [only = ''] = texts;
  return texts.length === 1 ? only : `[${[...new Set(texts)].join(', ')}]`;
};

function withCondition(status: DefinitionStatus, news: News, now: string): DefinitionStatus {
  const conditions = status.conditions ?? [];
  const old = conditions.find(({ type }) => type === news.type);
  const { type, ...said } = news;
  const time = old && old.status === news.status ? old.lastTransitionTime : now;
  const condition: Condition = {
    lastTransitionTime: time,
    message: said.message,
    reason: said.reason,
    status: said.status,
    type,
  };
  return {
    ...status,
    conditions: old ? conditions.map((one) => (one === old ? condition : one)) : [...conditions, condition],
  };
}

/** How far the deletion of a definition's objects has come. */
export type Termination = 'pending' | 'deleting' | 'done';

/** The definition with its condition `Terminating`. */
export function terminatingStatus(definition: ApiObject, termination: Termination, now: string): ApiObject {
  return { ...definition, status: withCondition(statusOf(definition), newsOf(definition, termination), now) };
}

function newsOf(definition: ApiObject, termination: Termination): News {
  const type = 'Terminating';
  switch (termination) {
    case 'pending': {
      const message = 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon';
      return { type, status: 'True', reason: 'InstanceDeletionPending', message };
    }
    case 'deleting': {
      const message = 'CustomResource deletion is in progress';
      return { type, status: 'True', reason: 'InstanceDeletionInProgress', message };
    }
    case 'done':
      if (isTrue(definition, 'Established'))
        return { type, status: 'False', reason: 'InstanceDeletionCompleted', message: 'removed all instances' };
      return { type, status: 'False', reason: 'NeverEstablished', message: 'resource was never established' };
  }
}
