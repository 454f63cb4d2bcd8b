/** What is peculiar to stateful sets. */
import { type FieldError, forbidden, invalid, unsupported } from '../../api/field-error.ts';
import { type ApiObject, isObject, type JsonObject, sameJson } from '../../api/object.ts';
import type { Behaviour } from '../kind.ts';
import { templateMetadataErrors } from '../pods/annotation-rules.ts';
import { invalidIf, NO_ERRORS } from '../pods/field-rules.ts';
import { checkedSelector, isEmpty, unmatchedErrors } from '../pods/template-rules.ts';
import { setClaimDefaults } from '../pods/volume-defaults.ts';
import { above100Errors, intOrPercentErrors } from '../rules/int-or-string.ts';
import { dnsLabel, ruleErrors } from '../rules/names.ts';
import { setTemplateDefaults, specOf, templateOf, type WorkloadSpec } from './template.ts';
import {
  amountOf,
  type Counts,
  collisionErrors,
  countErrors,
  excessErrors,
  lastingErrors,
  statusOf,
} from './workload-rules.ts';

interface Rolling {
  partition?: number;
  maxUnavailable?: string | number;
}

interface Strategy {
  type?: string;
  rollingUpdate?: Rolling;
}

interface StatefulSetSpec extends WorkloadSpec {
  serviceName?: string;
  podManagementPolicy?: string;
  updateStrategy?: Strategy;
  persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string; whenScaled?: string };
  ordinals?: { start?: number };
  volumeClaimTemplates?: JsonObject[];
}

const COUNTS: readonly string[] = [
  ...['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas', 'observedGeneration'],
  'collisionCount',
];
const PARTS = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'] as const;
const CHANGEABLE: readonly string[] = [
  ...['replicas', 'template', 'updateStrategy', 'minReadySeconds', 'ordinals', 'revisionHistoryLimit'],
  'persistentVolumeClaimRetentionPolicy',
];
const FIXED =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

export const statefulSetBehaviour: Behaviour = {
  names: 'label',
  defaults: setStatefulSetDefaults,
  creating: (object) => {
    object['status'] = { replicas: 0, availableReplicas: 0 };
  },
  validate: statefulSetErrors,
  validateUpdate: (object, old) => {
    const [now, before] = [specOf<JsonObject>(object), specOf<JsonObject>(old)];
    const names = new Set([...Object.keys(now), ...Object.keys(before)]);
    for (const name of names)
      if (!CHANGEABLE.includes(name) && !sameJson(now[name], before[name])) return [forbidden('spec', FIXED)];
    return NO_ERRORS;
  },
  validateStatus: (object, old) => [
    ...replicaErrors(statusOf(object)),
    ...collisionErrors(statusOf(object), statusOf(old)),
  ],
};

function setStatefulSetDefaults(object: ApiObject): void {
  const spec = specOf<StatefulSetSpec>(object);
  spec.podManagementPolicy ||= 'OrderedReady';
  setStrategyDefaults(spec);
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= 'Retain';
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= 'Retain';
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  setTemplateDefaults(spec);
  for (const claim of spec.volumeClaimTemplates ?? []) setTemplateClaimDefaults(claim);
}

function setStrategyDefaults(spec: StatefulSetSpec): void {
  spec.updateStrategy ??= {};
  const strategy = spec.updateStrategy;
  if (!strategy.type) {
    strategy.type = 'RollingUpdate';
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === 'RollingUpdate' && strategy.rollingUpdate) strategy.rollingUpdate.partition ??= 0;
}

function setTemplateClaimDefaults(claim: JsonObject): void {
  claim['apiVersion'] ||= 'v1';
  claim['kind'] ||= 'PersistentVolumeClaim';
  setClaimDefaults(claim);
  const status = isObject(claim['status']) ? claim['status'] : {};
  status['phase'] ||= 'Pending';
  claim['status'] = status;
}

function statefulSetErrors(object: ApiObject): readonly FieldError[] {
  const spec = specOf<StatefulSetSpec>(object);
  const { podManagementPolicy = '', serviceName = '', ordinals } = spec;
  const isPolicy = podManagementPolicy === 'OrderedReady' || podManagementPolicy === 'Parallel';
  const policy = "must be 'OrderedReady' or 'Parallel'";
  return [
    ...invalidIf(!isPolicy, 'spec.podManagementPolicy', podManagementPolicy, policy),
    ...strategyErrors(spec.updateStrategy ?? {}, 'spec.updateStrategy'),
    ...retentionErrors(spec, 'spec.persistentVolumeClaimRetentionPolicy'),
    ...countErrors(spec, ['replicas', 'minReadySeconds'], 'spec'),
    ...countErrors(ordinals ?? {}, ['start'], 'spec.ordinals'),
    ...(serviceName === '' ? NO_ERRORS : ruleErrors('spec.serviceName', serviceName, dnsLabel)),
    ...selectedErrors(spec),
    ...lastingErrors(templateOf(spec), 'StatefulSet'),
  ];
}

/** Of the template only the metadata is looked at: what it mounts may come from claims. */
function selectedErrors(spec: StatefulSetSpec): readonly FieldError[] {
  const { selector } = spec;
  const template = templateOf(spec);
  const { errors, isClear } = checkedSelector(selector, 'spec.selector', 'statefulset');
  if (!isClear) return [...errors, invalid('spec.selector', selector, '')];
  const isSelective = !selector || !isEmpty(selector);
  return [
    ...errors,
    ...(isSelective ? unmatchedErrors(selector, template, 'spec.template') : NO_ERRORS),
    ...templateMetadataErrors(template, 'spec.template'),
  ];
}

function strategyErrors(strategy: Strategy, field: string): readonly FieldError[] {
  const { type, rollingUpdate } = strategy;
  if (type === 'RollingUpdate')
    return rollingUpdate ? rollingErrors(rollingUpdate, `${field}.rollingUpdate`) : NO_ERRORS;
  if (type !== 'OnDelete') return [invalid(field, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
  const why = "only allowed for updateStrategy 'RollingUpdate'";
  return invalidIf(rollingUpdate !== undefined, `${field}.rollingUpdate`, rollingUpdate, why);
}

function rollingErrors(rolling: Rolling, field: string): readonly FieldError[] {
  const { maxUnavailable } = rolling;
  const at = `${field}.maxUnavailable`;
  const partition = countErrors(rolling, ['partition'], field);
  if (maxUnavailable === undefined) return partition;
  return [
    ...partition,
    ...intOrPercentErrors(maxUnavailable, at),
    ...invalidIf(amountOf(maxUnavailable) === 0, at, maxUnavailable, 'cannot be 0'),
    ...above100Errors(maxUnavailable, at),
  ];
}

const retentionErrors = (spec: StatefulSetSpec, field: string): readonly FieldError[] =>
  (['whenDeleted', 'whenScaled'] as const).flatMap((name) => {
    const policy = spec.persistentVolumeClaimRetentionPolicy?.[name] ?? '';
    const isKnown = policy === 'Retain' || policy === 'Delete';
    return isKnown ? [] : [unsupported(`${field}.${name}`, policy, ['Retain', 'Delete'])];
  });

const replicaErrors = (status: Counts): readonly FieldError[] => [
  ...countErrors(status, COUNTS, 'status'),
  ...PARTS.flatMap((part) => excessErrors(status, part, 'replicas', 'status.replicas')),
  ...excessErrors(status, 'availableReplicas', 'readyReplicas', 'status.readyReplicas'),
];
