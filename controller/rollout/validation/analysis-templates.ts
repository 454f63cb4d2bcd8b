/** Which of the AnalysisTemplates that a Rollout refers to, directly or through others, do not exist. */
import type { TemplateReference } from '../../../crds/analysis/references.ts';
import { type Finding, invalid } from '../../../crds/validate/finding.ts';
import type { Completed } from '../completed.ts';
import { analysesIn } from './analyses.ts';
import type { Found } from './found.ts';

export const missingTemplates = (spec: Completed, found: Found): Finding[] =>
  analysesIn(spec).flatMap(({ path, analysis }) => missingIn(analysis.templates ?? [], path, found));

/** Templates may refer to each other in a circle: each is looked at once. */
function missingIn(references: readonly Partial<TemplateReference>[], path: string, found: Found): Finding[] {
  const waiting = references.map(namedBy);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { kind, name } = next;
    if (seen.has(`${kind}/${name}`)) continue;
    seen.add(`${kind}/${name}`);
    const known = found[TEMPLATES[kind]];
    const template = known?.get(name);
    if (known && !template) findings.push(invalid(path, name, `${kind} '${name}' not found`));
    waiting.push(...(template?.spec?.templates ?? []).map(namedBy));
  }
  return findings;
}

const TEMPLATES = {
  AnalysisTemplate: 'analysisTemplates',
  ClusterAnalysisTemplate: 'clusterAnalysisTemplates',
} as const;

/** Templates are read as they are stored, where defaults are missing. */
const namedBy = ({ templateName = '', clusterScope = false }: Partial<TemplateReference>) =>
  ({ kind: clusterScope ? 'ClusterAnalysisTemplate' : 'AnalysisTemplate', name: templateName }) as const;
