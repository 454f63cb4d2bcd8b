/** What is wrong with the formulas of metrics. What reads them is loaded only where there are any. */
import { problemText } from '../../analysis/expressions/problem.ts';
import { compileFormula, isFormulaProblem } from '../../analysis/formulas/formula.ts';
import type { Metric } from '../../crds/analysis/metric.ts';
import { type Finding, plain } from '../../crds/validate/finding.ts';

export async function formulaFindings(metrics: readonly Metric[] | undefined): Promise<readonly Finding[]> {
  const found = (metrics ?? []).map(async ({ queries = {}, formula = '' }, index) => {
    if (formula === '' || formula.includes('{{')) return [];
    const compiled = await compileFormula(formula, Object.keys(queries));
    const path = `spec.metrics[${index}].formula`;
    return isFormulaProblem(compiled) ? [plain(path, `${path}: ${problemText(compiled)}`)] : [];
  });
  return (await Promise.all(found)).flat();
}
