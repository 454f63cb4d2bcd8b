/** Gauges that are computed from objects when somebody asks, so nothing has to be kept or dropped; and their text. */
import type { KubeObject } from '../../kube/types.ts';

/** One value of one series. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ObjectGauge<T extends KubeObject = KubeObject> {
  readonly name: string;
  readonly help: string;
  readonly samplesOf: (object: T) => readonly Sample[];
}

export const identityOf = ({ metadata }: KubeObject) => ({ namespace: metadata.namespace ?? '', name: metadata.name });

/** What a gauge tells of one object, as lines of the text format of Prometheus, each with its end. */
export const seriesText = <T extends KubeObject>({ name, samplesOf }: ObjectGauge<T>, object: T): string =>
  samplesOf(object)
    .map(({ labels, value }) => `${name}{${labelText(labels)}} ${value}\n`)
    .join('');

/** JSON escapes all that the format asks for: quotes, backslashes, ends of lines. */
const labelText = (labels: Sample['labels']): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(',');

export const headText = ({ name, help }: Pick<ObjectGauge, 'name' | 'help'>): string =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n`;

/** Of kinds whose status is that of an analysis. As dashboards know them. */
const PHASES = ['Pending', 'Error', 'Failed', 'Successful', 'Running', 'Inconclusive'] as const;

interface Judged extends KubeObject {
  readonly status?: { readonly phase?: string };
}

/** `of` begins the names, `what` is how people call the kind: `analysis_run`, `an AnalysisRun`. */
export const phaseGauges = (of: string, what: string): readonly ObjectGauge[] => [
  {
    name: `${of}_info`,
    help: `Always 1. The phase of ${what}.`,
    samplesOf: (object) => [{ labels: { ...identityOf(object), phase: phaseIn(object) }, value: 1 }],
  },
  {
    name: `${of}_phase`,
    help: `1 for the phase ${what} is in, 0 for the others. Superseded by ${of}_info.`,
    samplesOf: (object) => phaseSamples(identityOf(object), phaseIn(object)),
  },
];

/** Nobody has looked at one that has none. */
const phaseIn = ({ status }: Judged): string => status?.phase || 'Pending';

export const phaseSamples = (labels: Sample['labels'], current: string): readonly Sample[] =>
  PHASES.map((phase) => ({ labels: { ...labels, phase }, value: Number(phase === current) }));
