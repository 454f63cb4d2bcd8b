/** The rules of a Rollout's spec, in the order in which the reference reports them. Pure: referenced objects are looked at elsewhere. */
import { canonicalRollout } from '../canonical.ts';
import { completer } from '../defaults.ts';
import { RolloutSpec } from '../rollout/rollout.ts';
import type { BlueGreen, Strategy } from '../rollout/strategy.ts';
import { antiAffinityFindings } from './anti-affinity.ts';
import { canaryFindings, noSurge } from './canary.ts';
import { type Finding, invalid, plain, required, warning, when } from './finding.ts';
import { podTemplateFindings, unknownPodFields } from './pod-template.ts';
import { isEmpty, matches } from './selector.ts';

const PATH = 'spec';
const completed = completer(RolloutSpec);

export function rolloutFindings({ spec: given }: { spec: RolloutSpec }): Finding[] {
  const spec = completed(canonicalRollout(given));
  return [
    ...workloadFindings(spec),
    ...nonNegative(`${PATH}.replicas`, spec.replicas),
    ...selectorFindings(spec),
    ...templateFindings(spec),
    ...nonNegative(`${PATH}.minReadySeconds`, spec.minReadySeconds),
    ...nonNegative(`${PATH}.revisionHistoryLimit`, spec.revisionHistoryLimit),
    ...nonNegative(`${PATH}.progressDeadlineSeconds`, spec.progressDeadlineSeconds),
    ...when(spec.progressDeadlineSeconds <= spec.minReadySeconds, () =>
      invalid(`${PATH}.progressDeadlineSeconds`, spec.progressDeadlineSeconds, 'must be greater than minReadySeconds'),
    ),
    ...strategyFindings(spec, given.strategy),
    ...unknownPodFields(spec.template, `${PATH}.template`),
  ];
}

const SUPPORTED_WORKLOADS = ['/PodTemplate', 'apps/Deployment', 'apps/ReplicaSet'];

function workloadFindings({ workloadRef, template }: RolloutSpec): Finding[] {
  if (!workloadRef) return [];
  const { apiVersion = '', kind = '', name } = workloadRef;
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const { labels = {}, annotations = {} } = template?.metadata ?? {};
  return [
    ...when(!SUPPORTED_WORKLOADS.includes(`${group}/${kind}`), () =>
      plain(`${PATH}.workloadRef.kind`, `workload of type ${group}/${kind} is not supported`),
    ),
    ...when(!name, () => required(`${PATH}.workloadRef.name`)),
    ...when(Object.keys({ ...labels, ...annotations }).length > 0, () =>
      plain(`${PATH}.template`, 'template must be empty for workload reference rollout'),
    ),
  ];
}

function nonNegative(path: string, value: number): Finding[] {
  return when(value < 0, () => invalid(path, value, 'must be greater than or equal to 0'));
}

function selectorFindings({ selector, workloadRef }: RolloutSpec): Finding[] {
  if (!selector)
    return when(!workloadRef, () => required(`${PATH}.selector`, "Rollout has missing field '.spec.selector'"));
  return [
    ...when(isEmpty(selector), () => invalid(`${PATH}.selector`, selector, 'empty selector is invalid for deployment')),
    ...when(matches(selector, {}) === undefined, () => invalid(`${PATH}.selector`, selector, 'invalid label selector')),
  ];
}

function templateFindings({ template, selector, workloadRef }: RolloutSpec): Finding[] {
  return workloadRef ? [] : podTemplateFindings(template, selector, `${PATH}.template`);
}

function strategyFindings(spec: RolloutSpec, given: Strategy | undefined): Finding[] {
  const path = `${PATH}.strategy`;
  const { canary, blueGreen } = spec.strategy ?? {};
  if (canary && blueGreen)
    return [invalid(`${path}.strategy`, 'canary, blueGreen', 'Multiple Strategies can not be listed')];
  if (blueGreen) return [...blueGreenFindings(blueGreen, spec, `${path}.blueGreen`), ...ignored(given, path)];
  if (!canary) return [noStrategy(given, path)];
  if (given?.canary) return [...canaryFindings(canary, `${path}.canary`), ...ignored(given, path)];
  return noSurge(canary, `${path}.rollingUpdate`);
}

function noStrategy(given: Strategy | undefined, path: string): Finding {
  if (given?.type !== undefined)
    return invalid(`${path}.type`, given.type, 'a Rollout knows canary, blueGreen and RollingUpdate');
  return required(`${path}.strategy`, "Rollout has missing field '.spec.strategy.canary or .spec.strategy.blueGreen'");
}

/** A Deployment's block that stayed behind: other controllers prune it, so it must not make the Rollout invalid. */
function ignored(given: Strategy | undefined, path: string): Finding[] {
  return when(given?.rollingUpdate !== undefined, () =>
    warning(`${path}.rollingUpdate`, 'ignored, because another strategy is set'),
  );
}

function blueGreenFindings(blueGreen: BlueGreen, { revisionHistoryLimit }: RolloutSpec, path: string): Finding[] {
  const { activeService, previewService = '', scaleDownDelayRevisionLimit = 0 } = blueGreen;
  return [
    ...when(activeService === previewService, () =>
      invalid(
        `${path}.activeService`,
        activeService,
        'This rollout uses the same service for the active and preview services, but two different services are required.',
      ),
    ),
    ...when(scaleDownDelayRevisionLimit > revisionHistoryLimit, () =>
      invalid(
        `${path}.scaleDownDelayRevisionLimit`,
        scaleDownDelayRevisionLimit,
        "This rollout's revision history limit can not be smaller than the rollout's scale down limit",
      ),
    ),
    ...antiAffinityFindings(blueGreen.antiAffinity, `${path}.antiAffinity`),
  ];
}
