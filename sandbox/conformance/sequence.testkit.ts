/** Random sequences of requests: what a seed makes of them, as steps of a case without expectations. */
import {
  ANY,
  apply,
  as,
  type Call,
  type Case,
  del,
  get,
  jsonPatch,
  loose,
  mergePatch,
  post,
  put,
  type Step,
  strategicPatch,
  watchToEnd,
} from './case.testkit.ts';
import { type Dice, diceOf } from './random.testkit.ts';
import { SEQUENCE_KINDS, type SequenceKind } from './sequence-kinds.testkit.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One object that a verb is about. */
interface Subject {
  readonly kind: SequenceKind;
  readonly name: string;
  /** Under which its last answer is remembered. */
  readonly memory: string;
}

const LENGTH = 15;
const METADATA = {
  labels: [{ l: '1' }, { l: '2', m: '1' }, { 'not valid': '1' }],
  annotations: [{ a: '1' }, { b: '2' }],
} as const;

export function sequenceOf(seed: number): Case {
  const dice = diceOf(seed);
  const kinds = [dice.pick(SEQUENCE_KINDS), ...(dice.once(3) ? [dice.pick(SEQUENCE_KINDS)] : [])];
  const steps = Array.from({ length: LENGTH }, () => stepOf(dice, subjectOf(dice, kinds)));
  const [first = SEQUENCE_KINDS[0] as SequenceKind] = kinds;
  return { does: `sequence ${seed}`, steps: [...begun(first), ...steps, ...ended(dice, first)] };
}

const subjectOf = (dice: Dice, kinds: readonly SequenceKind[]): Subject => {
  const kind = dice.pick(kinds);
  const name = dice.pick(['a', 'a', 'b']);
  return { kind, name, memory: `${kind.name}${name}` };
};

const begun = ({ path, ours }: SequenceKind): Step[] => [as('start', get(path('', ours), ANY))];

/** All that is left, and sometimes all that happened. */
function ended(dice: Dice, { path, ours, isControlled }: SequenceKind): Step[] {
  const query = [ours, 'watch=true&timeoutSeconds=1&resourceVersion={?start.metadata.resourceVersion}'];
  const told = watchToEnd(path('', query.filter(Boolean).join('&')), [], 'any');
  return [get(path('', ours), ANY), ...(!isControlled && dice.once(4) ? [told] : [])];
}

type Verb = (dice: Dice, subject: Subject) => Call;

const VERBS: readonly (readonly [weight: number, verb: Verb])[] = [
  [5, (dice, subject) => created(dice, subject)],
  [2, (_, subject) => get(subject.kind.path(subject.name), ANY)],
  [1, (dice, subject) => listed(dice, subject)],
  [4, (dice, subject) => updated(dice, subject)],
  [3, (dice, subject) => pointed(dice, subject)],
  [3, (dice, subject) => mergePatch(path(dice, subject), changeOf(dice, subject), ANY)],
  [2, (dice, subject) => strategicPatch(path(dice, subject), changeOf(dice, subject), ANY)],
  [6, (dice, subject) => applied(dice, subject)],
  [2, (dice, subject) => deleted(dice, subject)],
  [1, (dice, subject) => collectionDeleted(dice, subject)],
  [2, (dice, subject) => statusWritten(dice, subject)],
  [2, (dice, subject) => scaled(dice, subject)],
];
const ALL_VERBS: readonly Verb[] = VERBS.flatMap(([weight, verb]) => Array.from({ length: weight }, () => verb));

function stepOf(dice: Dice, subject: Subject): Call {
  const step = dice.pick(ALL_VERBS)(dice, subject);
  const isDry = step.path.includes('dryRun');
  if (isDry && subject.kind.name === 'service') return loose('newer servers find an address in a dry run too', step);
  const isWhole = ['POST', 'PUT', 'PATCH', 'GET'].includes(step.verb) && !isDry;
  return isWhole && step.path.startsWith(subject.kind.path()) ? as(subject.memory, step) : step;
}

const dry = (dice: Dice): string | undefined => (dice.once(10) ? 'dryRun=All' : undefined);
const path = (dice: Dice, { kind, name }: Subject): string => kind.path(name, dry(dice));

/** Sometimes with the version or the uid of what was there, of something else, or of nothing. */
function metadataOf(dice: Dice, { kind, memory }: Subject): Fields {
  // Those look at the version last.
  if (kind.isUpdatedOtherwise) return dice.some(METADATA);
  const versions = kind.isControlled
    ? ['1']
    : [`{?${memory}.metadata.resourceVersion}`, `{?${memory}.metadata.resourceVersion}`, '1'];
  return {
    ...dice.some(METADATA),
    ...(dice.once(3) && { resourceVersion: dice.pick(versions) }),
    ...(dice.once(12) && { uid: dice.pick([`{?${memory}.metadata.uid}`, '00000000-0000-0000-0000-000000000000']) }),
    ...(dice.once(15) && { finalizers: dice.pick([['example.com/hold'], []]) }),
  };
}

function created(dice: Dice, { kind, name }: Subject): Call {
  const metadata = { ...dice.some(METADATA), ...(dice.once(10) && { finalizers: ['example.com/hold'] }) };
  return post(kind.path('', dry(dice)), kind.object(dice, name, metadata), ANY);
}

function listed(dice: Dice, { kind }: Subject): Call {
  // What a page leaves out may be something that only one of the servers has.
  const page = kind.ours ? undefined : 'limit=1';
  const query = [kind.ours, dice.pick([undefined, page, 'labelSelector=l%3D1', 'labelSelector=l%21%3D2'])];
  return get(kind.path('', query.filter(Boolean).join('&')), ANY);
}

/** The object as it was last seen, changed; or another one in its place. */
function updated(dice: Dice, subject: Subject): Call {
  const { kind, name, memory } = subject;
  if (kind.isUpdatedOtherwise) return mergePatch(path(dice, subject), changeOf(dice, subject), ANY);
  const body =
    dice.once(2) || kind.isControlled
      ? kind.object(dice, name, metadataOf(dice, subject))
      : { $from: `{?${memory}}`, ...changeOf(dice, subject) };
  return put(path(dice, subject), body, ANY);
}

const changeOf = (dice: Dice, subject: Subject): Fields => ({
  ...subject.kind.change(dice),
  ...(dice.once(3) && { metadata: metadataOf(dice, subject) }),
});

function pointed(dice: Dice, subject: Subject): Call {
  const { pointers } = subject.kind;
  const operation = () => {
    const pointer = dice.pick(Object.keys(pointers));
    const op = dice.pick(['add', 'add', 'replace', 'remove', 'test']);
    return { op, path: pointer, ...(op !== 'remove' && { value: dice.pick(pointers[pointer] ?? []) }) };
  };
  return jsonPatch(path(dice, subject), Array.from({ length: 1 + dice.number(2) }, operation), ANY);
}

function applied(dice: Dice, subject: Subject): Call {
  const { kind, name } = subject;
  const query = [
    `fieldManager=${dice.pick(['one', 'two', 'three'])}`,
    dice.once(3) ? 'force=true' : undefined,
    dry(dice),
  ];
  const metadata = dice.once(8) ? metadataOf(dice, subject) : dice.some(METADATA);
  const path = kind.path(name, query.filter(Boolean).join('&'));
  const { spec, ...rest } = kind.object(dice, name, metadata);
  const kept = Object.entries(spec ?? {}).filter(([field]) => !kind.notApplied?.includes(field));
  return apply(path, { ...rest, ...(kept.length > 0 && { spec: Object.fromEntries(kept) }) }, ANY);
}

function deleted(dice: Dice, subject: Subject): Call {
  const { kind, memory } = subject;
  const uids = [`{?${memory}.metadata.uid}`, '00000000-0000-0000-0000-000000000000'];
  const options = dice.pick<object | undefined>([
    undefined,
    { propagationPolicy: 'Background' },
    { preconditions: { uid: dice.pick(uids) } },
    { propagationPolicy: 'Never' },
  ]);
  const step = del(kind.path(subject.name, dry(dice)), ANY, undefined, options);
  return kind.name === 'service' ? loose('newer servers answer with the service', step) : step;
}

function collectionDeleted(dice: Dice, { kind }: Subject): Call {
  const query = [kind.ours, dice.pick(['labelSelector=l%3D1', 'labelSelector=m', undefined]), dry(dice)];
  // Older servers do not delete services as collections.
  return kind.name === 'service'
    ? listed(dice, { kind, name: '', memory: '' })
    : del(kind.path('', query.filter(Boolean).join('&')), ANY);
}

function statusWritten(dice: Dice, subject: Subject): Call {
  const { kind, name, memory } = subject;
  if (!kind.status) return get(kind.path(name), ANY);
  const status = dice.some(kind.status);
  const where = kind.path(`${name}/status`, dry(dice));
  return dice.once(2) ? mergePatch(where, { status }, ANY) : put(where, { $from: `{?${memory}}`, status }, ANY);
}

function scaled(dice: Dice, { kind, name }: Subject): Call {
  if (!kind.hasScale) return get(kind.path(name), ANY);
  const where = kind.path(`${name}/scale`);
  // Older servers do not note who scales. Deployments stay at 0: no controller shall make pods.
  const replicas = dice.pick(kind.isControlled ? [0, -1] : [-1]);
  return dice.pick([
    get(where, ANY),
    mergePatch(where, { spec: { replicas } }, ANY),
    put(
      where,
      { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name, namespace: '{ns}' }, spec: { replicas } },
      ANY,
    ),
  ]);
}
