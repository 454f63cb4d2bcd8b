/** The fields of canary steps as Go declares them, in its order; the notation is that of `notation.ts`. */
import type { Types } from './notation.ts';

export const STEP_TYPES: Types = {
  CanaryStep:
    'setWeight? pause*RolloutPause experiment*RolloutExperimentStep analysis*RolloutAnalysis ' +
    'setCanaryScale*SetCanaryScale setHeaderRoute*SetHeaderRoute setMirrorRoute*SetMirrorRoute ' +
    'plugin*PluginStep',
  RolloutPause: 'duration?',
  RolloutExperimentStep:
    'templates![]RolloutExperimentTemplate duration analyses[]RolloutExperimentStepAnalysisTemplateRef ' +
    'dryRun[]DryRun analysisRunMetadata=AnalysisRunMetadata +scaleDownDelaySeconds?',
  RolloutExperimentTemplate:
    'name! specRef! replicas? metadata=PodTemplateMetadata selector*LabelSelector weight? ' + 'service*TemplateService',
  PodTemplateMetadata: 'labels{} annotations{}',
  LabelSelector: 'matchLabels{} matchExpressions[]LabelSelectorRequirement',
  LabelSelectorRequirement: 'key! operator! values[]',
  TemplateService: 'name',
  RolloutExperimentStepAnalysisTemplateRef:
    'name! templateName! -clusterScope +clusterScope? args[]AnalysisRunArgument requiredForCompletion',
  AnalysisRunArgument: 'name! value valueFrom*ArgumentValueFrom',
  ArgumentValueFrom: 'podTemplateHashValue? fieldRef*FieldRef',
  FieldRef: 'fieldPath!',
  DryRun: 'metricName!',
  AnalysisRunMetadata: 'labels{} annotations{}',
  RolloutAnalysis:
    'templates[]AnalysisTemplateRef args[]AnalysisRunArgument dryRun[]DryRun ' +
    'measurementRetention[]MeasurementRetention -analysisRunMetadata=AnalysisRunMetadata ' +
    '+analysisRunMetadata*AnalysisRunMetadata',
  AnalysisTemplateRef: 'templateName! -clusterScope +clusterScope?',
  MeasurementRetention: 'metricName! limit#',
  SetCanaryScale: 'weight? replicas? matchTrafficWeight',
  SetHeaderRoute: 'name match[]HeaderRoutingMatch',
  HeaderRoutingMatch: 'headerName! headerValue!*StringMatch',
  StringMatch: 'exact prefix regex',
  SetMirrorRoute: 'name! match[]RouteMatch percentage?',
  RouteMatch: 'method*StringMatch path*StringMatch headers{}StringMatch',
  PluginStep: 'name! config*Raw',
};
