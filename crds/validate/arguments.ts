/** Whether the arguments of an analysis refer to fields that the downward API knows. */
import { type Finding, invalid, when } from './finding.ts';

interface Supplied {
  readonly valueFrom?: { readonly fieldRef?: { readonly fieldPath: string } | undefined } | undefined;
}

const DOWNWARD = /^metadata\.(name|namespace|uid|labels|annotations|(labels|annotations)\['[^']+'\])$/;

export function analysisArgumentFindings(args: readonly Supplied[] | undefined, path: string): Finding[] {
  return (args ?? []).flatMap(({ valueFrom }, index) => {
    const fieldPath = valueFrom?.fieldRef?.fieldPath ?? '';
    return when(fieldPath.startsWith('metadata') && !DOWNWARD.test(fieldPath), () =>
      invalid(
        `${path}.args[${index}].valueFrom.fieldRef.fieldPath`,
        fieldPath,
        'Analyses arguments must refer to valid object metadata supported by downwardAPI',
      ),
    );
  });
}
