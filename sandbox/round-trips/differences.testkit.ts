/** What the newest Kubernetes says otherwise than 1.20, and what of it is made the same before outputs are compared. */

export interface Difference {
  readonly because: string;
  readonly pattern: RegExp;
  readonly replacement: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    because: 'Events of a Deployment tell since 1.30 from which size it was scaled',
    pattern: /(Scaled (?:up|down) replica set \S+) from \d+ to/g,
    replacement: '$1 to',
  },
  {
    because: 'objects have links to themselves before 1.20 only, and tests of it before 1.24',
    pattern: /^.*selfLink.*\n/gm,
    replacement: '',
  },
  {
    because: 'accounts have had no tokens in Secrets since 1.24',
    pattern: /^.*default-token-\w{5}.*\n/gm,
    replacement: '',
  },
  {
    because: 'who wrote a status is told by its subresource since 1.22',
    pattern: /^ +subresource: \w+\n/gm,
    replacement: '',
  },
  {
    because: 'pods have had generations since 1.33',
    pattern: /(^kind: Pod\nmetadata:\n(?: {2}.*\n)*?) {2}generation: 1\n/gm,
    replacement: '$1',
  },
  {
    because: 'namespaces have been labelled with their names since 1.21',
    pattern: /^Labels: {2}kubernetes\.io\/metadata\.name=NAMESPACE$/gm,
    replacement: 'Labels:  <none>',
  },
  {
    because: 'labels that are refused are shown as JSON by the sandbox as since 1.34, and in the syntax of Go before',
    pattern: /(Invalid value: )map\[string\]string(\{[^{}]*\}: )/g,
    replacement: '$1$2',
  },
  {
    because: 'as for labels: selectors that are refused are shown as JSON',
    pattern:
      /(Invalid value: )v1\.LabelSelector\{MatchLabels:map\[string\]string(\{[^{}]*\}), MatchExpressions:\[\]v1\.LabelSelectorRequirement\(nil\)\}/g,
    replacement: '$1{"matchLabels":$2}',
  },
];

export const withoutDifferences = (output: string): string =>
  DIFFERENCES.reduce((text, { pattern, replacement }) => text.replace(pattern, replacement), output);
