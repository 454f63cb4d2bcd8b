/** The rules of an ApplicationSet. */
import type { ApplicationSetSpec } from '../application-set/application-set.ts';
import type { Generator } from '../application-set/generators.ts';
import { type Finding, invalid, required, when } from './finding.ts';

const GENERATORS = [
  'list',
  'clusters',
  'git',
  'scmProvider',
  'pullRequest',
  'clusterDecisionResource',
  'plugin',
  'matrix',
  'merge',
] as const;

export function applicationSetFindings({ spec }: { spec: ApplicationSetSpec }): Finding[] {
  return [
    ...when(spec.generators.length === 0, () => required('spec.generators', 'name at least one')),
    ...spec.generators.flatMap((generator, index) => generatorFindings(generator, `spec.generators[${index}]`)),
    ...when(Boolean(spec.templatePatch) && !spec.goTemplate, () =>
      invalid('spec.templatePatch', spec.templatePatch, 'needs goTemplate: true'),
    ),
    ...when(!spec.template.metadata?.name, () => required('spec.template.metadata.name')),
    ...when(spec.strategy?.type === 'RollingSync' && !spec.strategy.rollingSync?.steps?.length, () =>
      required('spec.strategy.rollingSync.steps', 'RollingSync needs steps'),
    ),
  ];
}

function generatorFindings(generator: Generator, path: string): Finding[] {
  const named = GENERATORS.filter((name) => generator[name] !== undefined);
  const { matrix, merge } = generator;
  return [
    ...when(named.length !== 1, () => invalid(path, named.join(', '), `set exactly one of ${GENERATORS.join(', ')}`)),
    ...when(matrix !== undefined && matrix.generators.length !== 2, () =>
      invalid(`${path}.matrix.generators`, matrix?.generators.length, 'a matrix has exactly two generators'),
    ),
    ...when(merge !== undefined && merge.generators.length < 2, () =>
      invalid(`${path}.merge.generators`, merge?.generators.length, 'a merge has two or more generators'),
    ),
    ...when(merge !== undefined && !merge.mergeKeys?.length, () => required(`${path}.merge.mergeKeys`)),
  ];
}
