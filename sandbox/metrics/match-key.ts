/** Which rows of two vectors belong together. */
import { type Labels, labelsAmong, labelsOf, METRIC_NAME } from './labels.ts';
import type { Matching } from './syntax.ts';

/** The labels by which a row finds its match. */
export const matchLabels = (labels: Labels, { on, labels: names }: Matching): Labels =>
  on
    ? labelsAmong(labels, names)
    : labelsOf([...labels.pairs].filter(([name]) => name !== METRIC_NAME && !names.has(name)));

export const matchKey = (labels: Labels, matching: Matching): string => matchLabels(labels, matching).key;
