/** What is peculiar to pods. */
import { type FieldError, forbidden } from '../../api/field-error.ts';
import type { ApiObject } from '../../api/object.ts';
import type { Behaviour, ClusterView } from '../kind.ts';
import { admitPod, readmitPod } from './admission.ts';
import { setMatchedLabels } from './affinity-labels.ts';
import { podAnnotationErrors } from './annotation-rules.ts';
import { ephemeralIn } from './container-rules.ts';
import { setPodDefaults } from './defaults.ts';
import { forbiddenIf, invalidIf, NO_ERRORS } from './field-rules.ts';
import { warnOfName } from './name-warning.ts';
import { type PodSpec, podSpecOf } from './pod-spec.ts';
import { podStatusErrors } from './pod-status-rules.ts';
import { podUpdateErrors } from './pod-update-rules.ts';
import { qualityOf } from './quality.ts';
import { podSpecErrors } from './spec-rules.ts';
import { objectsOf } from './volume-file-rules.ts';

export const podBehaviour: Behaviour = {
  defaults: setPodDefaults,
  admitting: admitPod,
  creating: createPod,
  updating: readmitPod,
  validate: podErrors,
  validateUpdate: podUpdateErrors,
  validateStatus: podStatusErrors,
};

function createPod(pod: ApiObject, cluster: ClusterView): void {
  const spec = podSpecOf(pod);
  setMatchedLabels(spec, pod.metadata.labels ?? {});
  pod['status'] = { phase: 'Pending', ...gatedStatus(spec, cluster.now), qosClass: qualityOf(spec) };
  warnOfName(pod, cluster, "the Pod's hostname");
}

const gatedStatus = ({ schedulingGates = [] }: PodSpec, now: string): object =>
  schedulingGates.length === 0
    ? {}
    : {
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            lastProbeTime: null,
            lastTransitionTime: now,
            reason: 'SchedulingGated',
            message: 'Scheduling is blocked due to non-empty scheduling gates',
          },
        ],
      };

function podErrors(pod: ApiObject): readonly FieldError[] {
  const spec = podSpecOf(pod);
  const { name: podName, annotations } = pod.metadata;
  const isGated = (spec.schedulingGates ?? []).length > 0 && (spec.nodeName ?? '') !== '';
  return [
    ...podAnnotationErrors(annotations, spec, 'metadata.annotations'),
    ...podSpecErrors(spec, 'spec', { podName }),
    ...tokenErrors(spec),
    ...imageErrors(spec, 'containers'),
    ...imageErrors(spec, 'initContainers'),
    ...ephemeralIn(spec, 'spec', 'cannot be set on create'),
    ...forbiddenIf(isGated, 'spec.nodeName', 'cannot be set until all schedulingGates have been cleared'),
  ];
}

function tokenErrors(spec: PodSpec): readonly FieldError[] {
  if (spec.serviceAccountName) return NO_ERRORS;
  return (spec.volumes ?? []).flatMap((volume, index) => {
    const { sources } = (volume['projected'] ?? {}) as { sources?: unknown };
    return objectsOf(sources).flatMap((source, at) => {
      const field = `spec.volumes[${index}].projected.sources[${at}].serviceAccountToken`;
      return source['serviceAccountToken'] === undefined
        ? []
        : [forbidden(field, 'must not be specified when serviceAccountName is not set')];
    });
  });
}

const imageErrors = (spec: PodSpec, list: 'containers' | 'initContainers'): readonly FieldError[] =>
  (spec[list] ?? []).flatMap(({ image = '' }, index) =>
    invalidIf(
      image.trim() !== image,
      `spec.${list}[${index}].image`,
      image,
      'must not have leading or trailing whitespace',
    ),
  );
