/** What the process tells of AnalysisRuns, templates and Experiments, under the names that dashboards know. */
import type { Registry } from 'prom-client';
import type { KubeObject, Resource } from '../../kube/types.ts';
import { RUN_GAUGES, TEMPLATE_GAUGES } from '../analysis-run/metrics/gauges.ts';
import type { RunObject } from '../analysis-run/objects.ts';
import { gaugePage } from './gauge-page.ts';
import { phaseGauges } from './gauges.ts';
import { passInstruments } from './instruments.ts';
import { ObjectSeries } from './object-series.ts';
import type { Witness } from './reconciler.ts';

/** Runs end and stay by the thousand: passes of what rests are told for as long as several scrapes take. */
const IDLE = 600_000;

const template = (kind: string, plural: string, namespaced: boolean): Resource => ({
  ...{ apiVersion: 'argoproj.io/v1alpha1', kind, plural, namespaced },
});
const TEMPLATES: readonly Resource[] = [
  template('AnalysisTemplate', 'analysistemplates', true),
  template('ClusterAnalysisTemplate', 'clusteranalysistemplates', false),
];

type Text = Witness['text'];

export const runWitnesses = (registry: Registry, now: () => number) => ({
  analysis: analysisWitness(registry, now),
  experiments: experimentWitness(registry, now),
});

/** Of templates, too, where they are watched. */
const analysisWitness = (registry: Registry, now: () => number): Witness =>
  witnessOf(new ObjectSeries(registry, now, { ...passInstruments('analysis_run'), idle: IDLE }), async (runs, kept) => {
    const templates = TEMPLATES.flatMap((resource) => [...kept(resource)]);
    const own = gaugePage(RUN_GAUGES, runs as Iterable<KubeObject> as Iterable<RunObject>);
    return (await Promise.all([own, gaugePage(TEMPLATE_GAUGES, templates)])).join('');
  });

const experimentWitness = (registry: Registry, now: () => number): Witness =>
  witnessOf(new ObjectSeries(registry, now, { ...passInstruments('experiment'), idle: IDLE }), (experiments) =>
    gaugePage(phaseGauges('experiment', 'an Experiment'), experiments),
  );

const witnessOf = (series: ObjectSeries, text: Text): Witness => ({
  passed: (about, result, milliseconds) => series.passed(about, result, milliseconds),
  gone: (about) => series.gone(about),
  text,
  announced: () => {},
  measured: () => {},
  stored: () => {},
});
