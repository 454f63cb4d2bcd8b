/** Everything that can be said of manifests together, in the order of files and lines. */

import type { RunObject } from '../../controller/analysis-run/objects.ts';
import { specReader } from '../../controller/rollout/completed.ts';
import type { RolloutObject } from '../../controller/rollout/objects.ts';
import { type KindName, kindNamed } from '../../crds/kinds.ts';
import type { Finding } from '../../crds/validate/finding.ts';
import { validate } from '../../crds/validate/validate.ts';
import { runAdvice, type TemplateObject, templateAdvice } from './analysis-advice.ts';
import { releaseAdvice } from './canary-advice.ts';
import { formulaFindings } from './formula-findings.ts';
import { type Manifest, manifestsIn, type Unreadable } from './manifests.ts';
import { podAdvice } from './pod-advice.ts';
import { type Asked, checkedReferences, isNear } from './references.ts';
import type { Source } from './sources.ts';
import { templatesAmong } from './template-world.ts';

export interface Located extends Finding {
  readonly file: string;
  readonly line: number;
}

export interface Report {
  readonly findings: readonly Located[];
  /** Resources that Rollouts refer to, and of which there were none. */
  readonly notChecked: readonly string[];
  readonly files: number;
  readonly objects: number;
  /** Objects of the kinds that there are rules for. */
  readonly checked: number;
}

interface Linted {
  readonly findings: readonly Located[];
  readonly notChecked: readonly string[];
}

export async function reportOn(sources: readonly Source[]): Promise<Report> {
  const read = sources.map(manifestsIn);
  const manifests = read.flatMap((one) => ('message' in one ? [] : one));
  const ours = manifests.filter(({ object }) => kindNamed(object.apiVersion, object.kind));
  const linter = linterAmong(manifests);
  const linted = await Promise.all(ours.map(linter));
  const findings = [
    ...read.flatMap((one) => ('message' in one ? [unreadable(one)] : [])),
    ...linted.flatMap((one) => one.findings),
  ];
  return {
    findings: withoutCopies(findings).sort(byPlace),
    notChecked: [...new Set(linted.flatMap((one) => one.notChecked))].sort(),
    ...{ files: sources.length, objects: manifests.length, checked: ours.length },
  };
}

const unreadable = ({ file, line, message }: Unreadable): Located => ({
  ...{ file, line, severity: 'error', path: '', message },
});

/** Several Rollouts may use one workload. */
const withoutCopies = (findings: readonly Located[]): Located[] => [
  ...new Map(findings.map((one) => [`${one.file}:${one.line}:${one.message}`, one])).values(),
];

const byPlace = (one: Located, other: Located): number =>
  compared(one.file, other.file) ||
  one.line - other.line ||
  compared(one.severity, other.severity) ||
  compared(one.message, other.message);

const compared = (one: string, other: string): number => (one === other ? 0 : one < other ? -1 : 1);

function linterAmong(all: readonly Manifest[]): (manifest: Manifest) => Promise<Linted> {
  const completed = specReader();
  return async (manifest) => {
    const { object } = manifest;
    const kind = kindNamed(object.apiVersion, object.kind);
    const own = kind ? validate(kind, object) : [];
    const alone = { findings: located(own, manifest), notChecked: [] };
    // A spec that is wrong may hold anything.
    if (own.some(({ severity }) => severity === 'error')) return alone;
    const rollout = object as RolloutObject;
    const { findings, notChecked } =
      kind === 'Rollout'
        ? amongOthers({ object: rollout, spec: completed(rollout) }, manifest, all)
        : await analysisLinted(kind, manifest, all);
    return { findings: [...alone.findings, ...findings], notChecked };
  };
}

async function analysisLinted(
  kind: KindName | undefined,
  manifest: Manifest,
  all: readonly Manifest[],
): Promise<Linted> {
  const isRun = kind === 'AnalysisRun';
  if (!isRun && kind !== 'AnalysisTemplate' && kind !== 'ClusterAnalysisTemplate') return NOTHING;
  const object = manifest.object as TemplateObject;
  const near = all.map((one) => one.object).filter((one) => isNear(one, object));
  const { findings, notChecked } = isRun
    ? runAdvice(object as RunObject)
    : templateAdvice(object, templatesAmong(near));
  const formulas = await formulaFindings(object.spec.metrics);
  return { findings: located([...findings, ...formulas], manifest), notChecked };
}

const NOTHING: Linted = { findings: [], notChecked: [] };

const located = (findings: readonly Finding[], { file, lineOf }: Manifest): readonly Located[] =>
  findings.map((finding) => ({ file, line: lineOf(finding.path), ...finding }));

/** What is no kind of ours nobody has validated, and may hold anything, too. */
function amongOthers(asked: Asked, manifest: Manifest, all: readonly Manifest[]): Linted {
  try {
    return advised(asked, manifest, all);
  } catch (error) {
    const message = `spec: what it refers to, or its pods, cannot be understood: ${(error as Error).message}`;
    return { findings: located([{ severity: 'error', path: 'spec', message }], manifest), notChecked: [] };
  }
}

function advised({ object, spec }: Asked, manifest: Manifest, all: readonly Manifest[]): Linted {
  const objects = all.map((one) => one.object);
  const { findings, notChecked, found, workload } = checkedReferences({ object, spec }, objects);
  const owner = workload ? all.find((one) => one.object === workload) : manifest;
  const { template } = (workload?.spec ?? object.spec) as { readonly template?: object };
  const pods = owner ? located(podAdvice(template, 'spec.template'), owner) : [];
  const advice = releaseAdvice({ written: object.spec.strategy, spec, found });
  return { findings: [...located([...findings, ...advice], manifest), ...pods], notChecked };
}
