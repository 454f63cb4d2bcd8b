/** How an AnalysisRun is shown: what it measures, what came of it, and when it measures again. */
import { ANALYSIS_RUNS, type Connection } from '../cluster.ts';
import { analysisRunText } from './analysis-run-text.ts';
import type { AnalysisRunObject } from './family.ts';
import { type OneFlags, type Showing, showOne } from './one.ts';
import type { Viewer } from './viewer.ts';

const ANALYSIS_RUN: Showing = {
  resource: ANALYSIS_RUNS,
  relatives: () => [],
  text: (object, _, style) => analysisRunText(object as AnalysisRunObject, style),
};

export const showAnalysisRun = (connection: Connection, name: string, viewer: Viewer, flags: OneFlags): Promise<void> =>
  showOne(connection, viewer, { showing: ANALYSIS_RUN, name, flags });
