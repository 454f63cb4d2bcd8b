/** What the process tells of AnalysisRuns, templates and Experiments, under the names that dashboards know. */
import type { Registry } from 'prom-client';
import type { KubeObject } from '../../kube/types.ts';
import { CLUSTER_TEMPLATES, TEMPLATES } from '../analysis/objects.ts';
import { RUN_GAUGES, TEMPLATE_GAUGES } from '../analysis-run/metrics/gauges.ts';
import type { RunObject } from '../analysis-run/objects.ts';
import { gaugePage } from './gauge-page.ts';
import { phaseGauges } from './gauges.ts';
import { passInstruments } from './instruments.ts';
import { ObjectSeries } from './object-series.ts';
import type { Witness } from './reconciler.ts';

/** Runs end and stay by the thousand: passes of what rests are told for as long as several scrapes take. */
const IDLE = 600_000;

type Text = Witness['text'];

/** `stored` hears of the statuses of AnalysisRuns. */
export const runWitnesses = (registry: Registry, now: () => number, stored: Witness['stored'] = () => {}) => ({
  analysis: { ...analysisWitness(registry, now), stored },
  experiments: experimentWitness(registry, now),
});

/** Of templates, too, where they are watched. */
const analysisWitness = (registry: Registry, now: () => number): Witness =>
  witnessOf(new ObjectSeries(registry, now, { ...passInstruments('analysis_run'), idle: IDLE }), async (runs, kept) => {
    const templates = [TEMPLATES, CLUSTER_TEMPLATES].flatMap((resource) => [...kept(resource)]);
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
