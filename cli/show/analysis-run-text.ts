/** An AnalysisRun as people look at it: what there is to say of it, its metrics, and what was measured last. */
import type { MetricResult } from '../../analysis/verdict/measurements.ts';
import { isProblem, prepared } from '../../controller/analysis-run/prepared.ts';
import type { Argument } from '../../crds/analysis/references.ts';
import { momentText } from '../moment.ts';
import type { AnalysisRunObject } from './family.ts';
import { analysisMark } from './marks.ts';
import { JOB_NAME, type MetricLine, metricLines } from './metric-lines.ts';
import { type Row, tableText } from './table.ts';
import { type Line, linesText, type Style } from './tree-text.ts';

/** Measurements of each metric. */
const MOST_SHOWN = 5;
const LONGEST = 60;

export function analysisRunText(run: AnalysisRunObject, style: Style): string {
  const metrics = metricLines(run, style.now);
  const tables = [metricTable(metrics, style), ...measurementTable(run, style)];
  return [linesText(summary(run, style)), ...tables].join('\n');
}

function summary(run: AnalysisRunObject, { colors, now }: Style): readonly Line[] {
  const { metadata, spec, status } = run;
  const { icon, word, tone } = analysisMark(status?.phase);
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  const preparation = prepared(spec);
  const message = status?.message ?? (isProblem(preparation) ? preparation.problem : '');
  const moment = (label: string, text: string | undefined): readonly Line[] =>
    text === undefined ? [] : [[label, momentText(new Date(text), now)]];
  return [
    ['Name:', metadata.name],
    ['Namespace:', metadata.namespace ?? ''],
    ['Status:', `${colors[tone](icon)} ${word}`],
    ...(message === '' ? [] : [['Message:', plain(message)] as const]),
    ...(owner ? [['Owner:', `${owner.kind} ${owner.name}`] as const] : []),
    ...(spec.args ?? []).map((one, index): Line => [index === 0 ? 'Arguments:' : '', argumentText(one)]),
    ...(spec.terminate && status?.completedAt === undefined ? [['Terminated:', 'it shall end now'] as const] : []),
    ...moment('Started:', status?.startedAt),
    ...moment('Ended:', status?.completedAt),
  ];
}

function argumentText({ name, value, valueFrom }: Argument): string {
  const { secretKeyRef } = valueFrom ?? {};
  if (value !== undefined) return `${name}=${plain(value)}`;
  return secretKeyRef ? `${name} from Secret ${secretKeyRef.name}, key ${secretKeyRef.key}` : name;
}

function metricTable(metrics: readonly MetricLine[], { colors }: Style): string {
  const title: Row = [
    ...[
      'METRIC',
      'PROVIDER',
      'STATUS',
      'MEASURED',
      'SUCCESSFUL',
      'FAILED',
      'INCONCLUSIVE',
      'ERRORS',
      'NEXT',
      'MESSAGE',
    ],
  ];
  const rows = metrics.map(({ name, provider, phase, counts, next, message }): Row => {
    const { icon, word, tone } = analysisMark(phase);
    return [name, provider, { text: `${icon} ${word}`, paint: colors[tone] }, ...counts, next, plain(message)];
  });
  return tableText([title, ...rows]);
}

/** The newest first. */
function measurementTable({ status }: AnalysisRunObject, style: Style): readonly string[] {
  const rows = (status?.metricResults ?? []).flatMap((result) => measurementRows(result, style));
  return rows.length === 0 ? [] : [tableText([['METRIC', 'MEASUREMENT', 'VALUE', 'AT', 'MESSAGE'], ...rows])];
}

function measurementRows({ name, measurements = [] }: MetricResult, { colors, now, isWide }: Style): readonly Row[] {
  const cut = (text: string) => (isWide ? plain(text) : shortened(plain(text)));
  return measurements
    .slice(-MOST_SHOWN)
    .toReversed()
    .map(({ phase, value = '', message, metadata, startedAt, finishedAt = startedAt }): Row => {
      const { icon, word, tone } = analysisMark(phase);
      const job = metadata?.[JOB_NAME];
      const told = message ?? (job === undefined ? '' : `Job ${job}`);
      const at = finishedAt === undefined ? '' : momentText(new Date(finishedAt), now);
      return [name, { text: `${icon} ${word}`, paint: colors[tone] }, cut(value), at, cut(told)];
    });
}

/** Texts of metric systems are no commands to a terminal. */
const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]+/gu, ' ');

const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text);
