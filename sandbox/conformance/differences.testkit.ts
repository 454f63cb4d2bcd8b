/** What differs between a 1.20 server and the newest by design; each is left out of comparisons, and says why. */

interface Difference {
  readonly because: string;
  /** Left out wherever they are, and so is who owns them. */
  readonly fields?: readonly string[];
  /** Left out only in objects of this kind, below the given field. */
  readonly within?: readonly [kind: string, field: string];
}

const DIFFERENCES: readonly Difference[] = [
  {
    because: 'the newest servers label each namespace with its name',
    fields: ['kubernetes.io/metadata.name'],
  },
  {
    because: 'services of the newest servers have families of addresses and a policy for inner traffic',
    fields: ['ipFamilies', 'ipFamilyPolicy', 'internalTrafficPolicy'],
  },
  {
    because: 'controllers and the server itself write the status when they get to it; expectations wait for it',
    within: ['Deployment', 'status'],
  },
  { because: 'as for deployments', within: ['ReplicaSet', 'status'] },
  { because: 'as for deployments', within: ['PodDisruptionBudget', 'status'] },
  { because: 'as for deployments', within: ['CustomResourceDefinition', 'status'] },
  { because: 'as for deployments', within: ['Namespace', 'status'] },
  { because: 'pods of the newest servers have generations', within: ['Pod', 'generation'] },
  {
    because: 'who writes an object owns nothing of its status on the newest servers, not even what was sent in vain',
    fields: ['f:status'],
  },
  { because: 'older clusters make a token for each service account', within: ['ServiceAccount', 'secrets'] },
  {
    because: 'the controller of deployments notes a revision when it gets to it',
    fields: ['deployment.kubernetes.io/revision'],
  },
  {
    because: 'the newest servers name singular forms of built-in kinds and hash their storage',
    fields: ['storageVersionHash'],
  },
];

const FIELDS: ReadonlySet<string> = new Set(
  DIFFERENCES.flatMap(({ fields = [] }) => fields.flatMap((field) => [field, `f:${field}`])),
);
const WITHIN: ReadonlySet<string> = new Set(DIFFERENCES.flatMap(({ within }) => (within ? [within.join(' ')] : [])));

export const differs = (kind: string, field: string): boolean => FIELDS.has(field) || WITHIN.has(`${kind} ${field}`);

const CONTROLLED = [
  'Deployment',
  'ReplicaSet',
  'PodDisruptionBudget',
  'CustomResourceDefinition',
  'Namespace',
  'Scale',
];

/** Owned as a whole on the newest servers, part by part on older ones. */
const ATOMIC = [
  'f:nodeSelector',
  'f:selector',
  'f:fieldRef',
  'f:resourceFieldRef',
  'f:configMapKeyRef',
  'f:secretKeyRef',
  'f:ownerReferences',
];

/** Owned as a whole on older servers: below it, the schema says nothing of the fields. */
const ATOMIC_ONCE = ['f:anything'];

export const isAtomicSomewhere = (field: string): boolean => ATOMIC.includes(field) || ATOMIC_ONCE.includes(field);

interface Wording {
  readonly because: string;
  readonly old: RegExp;
  readonly now: string;
}

/** What older servers say in other words. */
const WORDINGS: readonly Wording[] = [
  {
    because: 'the newest servers have a reason of its own for what is too long',
    old: /Invalid value: "[^"]*": \S+ in body should be at most (\d+) chars long/g,
    now: 'Too long: may not be more than $1 bytes',
  },
  {
    because: 'and for what is too many',
    old: /Invalid value: (\d+): \S+ in body should have at most (\d+) (?:items|properties)/g,
    now: 'Too many: $1: must have at most $2 items',
  },
  {
    because: 'the newest servers check a status by its own schema, whose paths begin there',
    old: /\bstatus\.(\S+ in body )/g,
    now: '$1',
  },
  {
    because: 'the newest servers miss the object, older ones its scale',
    old: /\bdeployments\/scale\b/g,
    now: 'deployments',
  },
  {
    because: 'the newest servers take a selector for one value',
    old: /(\.spec\.selector)\.\w+/g,
    now: '$1',
  },
  {
    because: 'a slip of the pen was mended',
    old: /must to greater or equal than 0/g,
    now: 'must be greater than or equal to 0',
  },
  {
    because: 'the newest servers say which limit it is',
    old: /(must be less than or equal to \w+ limit) of [^\s,]+/g,
    now: '$1',
  },
  {
    because: 'the sandbox shows values as JSON, a real server as Go does',
    old: /intstr\.IntOrString\{Type:0, IntVal:(-?\d+), StrVal:""\}/g,
    now: '$1',
  },
  {
    because: 'as for numbers',
    old: /intstr\.IntOrString\{Type:1, IntVal:0, StrVal:("[^"]*")\}/g,
    now: '$1',
  },
];

export const inNewWords = (message: string): string =>
  WORDINGS.reduce((text, { old, now }) => text.replace(old, now), message);

/** Whether others write objects of this kind too, so that their versions say nothing. */
export const isControlled = (kind: string): boolean => CONTROLLED.includes(kind);

/** Writers inside of a server; which they are is a server's own business. */
export const INNER_MANAGERS: readonly string[] = ['kube-controller-manager', 'kube-apiserver', 'sandbox'];
