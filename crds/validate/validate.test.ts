import { describe, expect, it } from 'vitest';
import type { KindName } from '../kinds.ts';
import { validate } from './validate.ts';

const metric = (fields: object) => ({ name: 'm', provider: { web: { url: 'http://a' } }, ...fields });
const run = (fields: object) => ({ spec: { metrics: [metric(fields)] } });
const errors = { canary: { errors: 'e', requests: 'r' }, stable: { errors: 'e', requests: 'r' } };
const latency = { canary: 'c', stable: 's' };

const pods = (name: string, fields: object = {}) => ({
  name,
  selector: { matchLabels: { app: 'a' } },
  template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'i' }] } },
  ...fields,
});

const source = { repoURL: 'https://git.example.com/a.git', path: 'a' };
const application = (fields: object) => ({ spec: { source, ...fields } });
const window = (fields: object) => ({ kind: 'deny', schedule: '0 22 * * *', duration: '8h', ...fields });
const applicationWindow = (fields: object) => application({ syncPolicy: { syncWindows: [window(fields)] } });
const project = (spec: object) => ({ metadata: { name: 'team' }, spec });
const applicationSet = (spec: object) => ({
  spec: { generators: [{ list: {} }], template: { metadata: { name: 'a' } }, ...spec },
});

const revert = {
  rollout: { namespace: 'shop', name: 'web', uid: 'u' },
  failure: { reason: 'AnalysisFailed', revision: 3, podTemplateHash: 'h', abortedAt: '2026-01-02T15:04:05Z' },
  quarantine: { fingerprint: 'f' },
};

describe('a valid object', () => {
  it.each<[kind: KindName, what: string, object: object]>([
    [
      'AnalysisTemplate',
      'with limits as arguments',
      run({ count: '{{args.n}}', failureLimit: '{{args.f}}', interval: '{{args.i}}' }),
    ],
    ['AnalysisTemplate', 'of other templates alone', { spec: { templates: [{ templateName: 'a' }] } }],
    ['ClusterAnalysisTemplate', 'with evidence', run({ interval: '30s', evidence: { errors } })],
    ['AnalysisRun', 'that fails at the second failure', run({ count: 5, interval: '1m', failureLimit: 1 })],
    ['Experiment', 'with two templates', { spec: { templates: [pods('a'), pods('b')] } }],
    ['Application', 'with nothing but a source', application({})],
    ['Application', 'with a chart', { spec: { source: { repoURL: 'r', chart: 'c', targetRevision: '1.x' } } }],
    ['Application', 'with several sources', { spec: { sources: [source, { repoURL: 'r', ref: 'values' }] } }],
    [
      'Application',
      'with short forms',
      application({ syncPolicy: { automated: true, manual: true }, destination: { namespace: 'a' } }),
    ],
    [
      'Application',
      'with a time zone',
      applicationWindow({ timeZone: 'Europe/Berlin', schedule: '*/5 0-6 1,15 * MON-FRI' }),
    ],
    [
      'AppProject',
      'with a role',
      project({ roles: [{ name: 'dev', policies: ['p, proj:team:dev, applications, sync, team/*, allow'] }] }),
    ],
    [
      'ApplicationSet',
      'with a matrix',
      applicationSet({ generators: [{ matrix: { generators: [{ git: { repoURL: 'r' } }, { clusters: {} }] } }] }),
    ],
    ['Revert', 'of a release without an Application', { spec: revert }],
  ])('%s %s has no findings', (kind, _, object) => {
    expect(validate(kind, object)).toEqual([]);
  });
});

describe('the first finding', () => {
  it.each<[kind: KindName, message: string, object: object]>([
    ['AnalysisTemplate', 'no metrics specified', { spec: {} }],
    ['AnalysisRun', 'no metrics specified', { spec: { metrics: [] } }],
    ['AnalysisRun', "metrics[1]: duplicate name 'm'", { spec: { metrics: [metric({}), metric({})] } }],
    ['AnalysisRun', 'metrics[0]: consecutiveSuccessLimit must be >= 0', run({ consecutiveSuccessLimit: -1 })],
    ['AnalysisRun', 'metrics[0]: failureLimit must be >= 0, or -1 to be disabled', run({ failureLimit: -2 })],
    [
      'AnalysisRun',
      'metrics[0]: failureLimit and consecutiveSuccessLimit cannot both be disabled',
      run({ failureLimit: -1 }),
    ],
    ['AnalysisRun', 'metrics[0]: inconclusiveLimit must be >= 0', run({ inconclusiveLimit: -1 })],
    ['AnalysisRun', 'metrics[0]: consecutiveErrorLimit must be >= 0', run({ consecutiveErrorLimit: '-1' })],
    [
      'AnalysisRun',
      'metrics[0]: count (2) must be >= failureLimit + consecutiveSuccessLimit (2 + 1) if both >= 0',
      run({ count: 2, interval: '1s', failureLimit: 2, consecutiveSuccessLimit: 1 }),
    ],
    [
      'AnalysisRun',
      'metrics[0]: count must be >= consecutiveSuccessLimit',
      run({ count: 2, interval: '1s', failureLimit: -1, consecutiveSuccessLimit: 3 }),
    ],
    [
      'AnalysisRun',
      'metrics[0]: count must be >= inconclusiveLimit',
      run({ count: 2, interval: '1s', inconclusiveLimit: 3 }),
    ],
    ['AnalysisRun', 'metrics[0]: interval must be specified when count > 1', run({ count: 2 })],
    ['AnalysisRun', "metrics[0]: invalid interval string '1 day'", run({ interval: '1 day' })],
    ['AnalysisRun', 'metrics[0]: no provider specified', run({ provider: {} })],
    ['AnalysisRun', 'metrics[0]: multiple providers specified', run({ provider: { web: { url: 'u' }, graphite: {} } })],
    [
      'AnalysisRun',
      'metrics[0]: evidence excludes successCondition and failureCondition',
      run({ interval: '1s', evidence: { errors }, successCondition: 'true' }),
    ],
    ['AnalysisRun', 'metrics[0]: evidence needs an interval', run({ evidence: { errors } })],
    [
      'AnalysisRun',
      'metrics[0]: evidence on latency alone never promotes: onInsufficient must say what follows',
      run({ interval: '1s', evidence: { latency } }),
    ],
    [
      'AnalysisRun',
      'spec.metrics[0].evidence: Invalid value: {}: set exactly one of errors, latency, gauge, objective',
      run({ interval: '1s', evidence: {} }),
    ],
    [
      'AnalysisRun',
      'spec.metrics[0].evidence.errors.margin: Invalid value: "much": must be a percentage such as 25%',
      run({ interval: '1s', evidence: { errors: { ...errors, margin: 'much' } } }),
    ],
    [
      'AnalysisRun',
      "arg 'a' has both Value and ValueFrom fields",
      { spec: { metrics: [metric({})], args: [{ name: 'a', value: 'v', valueFrom: {} }] } },
    ],
    [
      'AnalysisRun',
      "two Dry-Run metric rules have the same name 'm'",
      { spec: { metrics: [metric({})], dryRun: [{ metricName: 'm' }, { metricName: 'm' }] } },
    ],
    [
      'AnalysisRun',
      "two Measurement Retention metric rules have the same name 'm'",
      {
        spec: {
          metrics: [metric({})],
          measurementRetention: [
            { metricName: 'm', limit: 1 },
            { metricName: 'm', limit: 2 },
          ],
        },
      },
    ],
    [
      'Experiment',
      "spec.templates[0].selector: Required value: Rollout has missing field '.Spec.Templates[0].Selector'",
      { spec: { templates: [pods('a', { selector: undefined })] } },
    ],
    [
      'Experiment',
      'spec.templates[0].selector: Invalid value: {}: empty selector is invalid for deployment',
      { spec: { templates: [pods('a', { selector: {} })] } },
    ],
    ['Experiment', 'spec.templates[0].name: Required value', { spec: { templates: [pods('')] } }],
    ['Experiment', 'spec.templates[1].name: Duplicate value: "a"', { spec: { templates: [pods('a'), pods('a')] } }],
    [
      'Experiment',
      'spec.templates[0].minReadySeconds: Invalid value: 601: must be smaller than progressDeadlineSeconds',
      { spec: { templates: [pods('a', { minReadySeconds: 601 })] } },
    ],
    [
      'Experiment',
      'spec.duration: Invalid value: "long": must be a duration such as 10m',
      { spec: { templates: [pods('a')], duration: 'long' } },
    ],
    ['Application', 'spec.source: Required value: name a source, sources or a sourceHydrator', { spec: {} }],
    ['Application', 'spec.source.repoURL: Required value', { spec: { source: { path: 'a' } } }],
    [
      'Application',
      'spec.source.path: Required value: name the folder with the manifests, or the chart',
      { spec: { source: { repoURL: 'r' } } },
    ],
    [
      'Application',
      'spec.source.chart: Invalid value: "c": set either path or chart',
      { spec: { source: { ...source, chart: 'c', targetRevision: '1' } } },
    ],
    [
      'Application',
      'spec.source.targetRevision: Required value: a chart needs a version',
      { spec: { source: { repoURL: 'r', chart: 'c' } } },
    ],
    [
      'Application',
      'spec.source: Invalid value: "helm, directory": multiple application sources defined',
      { spec: { source: { ...source, helm: {}, directory: {} } } },
    ],
    [
      'Application',
      'spec.source.helm.version: Invalid value: "v2": must be v3, v4 or left out',
      { spec: { source: { ...source, helm: { version: 'v2' } } } },
    ],
    [
      'Application',
      'spec.destination: Invalid value: {"server":"s","name":"n"}: name the cluster by server or by name, not by both',
      application({ destination: { server: 's', name: 'n' } }),
    ],
    [
      'Application',
      'spec.syncPolicy.automated.prune: Invalid value: "yes": must be true or false',
      application({ syncPolicy: { automated: { prune: 'yes' } } }),
    ],
    [
      'Revert',
      'spec.rollout.uid: Required value: must not be empty',
      { spec: { ...revert, rollout: { ...revert.rollout, uid: '' } } },
    ],
    [
      'Revert',
      'spec.sources[0].bad: Invalid value: "main": must be a commit hash',
      { spec: { ...revert, sources: [{ index: 0, repoURL: 'r', branch: 'b', paths: ['p'], bad: 'main' }] } },
    ],
    [
      'Application',
      'spec.syncPolicy.automated: Invalid value: "yes": must be an object or true or false',
      application({ syncPolicy: { automated: 'yes' } }),
    ],
    [
      'Application',
      'spec.syncPolicy.syncOptions[0]: "CreateNamespace=yes" is no sync option and does nothing',
      application({ syncPolicy: { syncOptions: ['CreateNamespace=yes'] } }),
    ],
    [
      'Application',
      'spec.syncPolicy.retry.backoff.duration: Invalid value: "soon": must be a duration such as 5s, or a number of seconds',
      application({ syncPolicy: { retry: { backoff: { duration: 'soon' } } } }),
    ],
    [
      'Application',
      'spec.syncPolicy.syncWindows[0].kind: Unsupported value: "maybe": supported values: "allow", "deny"',
      applicationWindow({ kind: 'maybe' }),
    ],
    [
      'Application',
      'spec.syncPolicy.syncWindows[0].schedule: Invalid value: "at night": must be a cron expression of five fields',
      applicationWindow({ schedule: 'at night' }),
    ],
    [
      'Application',
      'spec.syncPolicy.syncWindows[0].duration: Invalid value: "8 hours": must be a duration such as 8h',
      applicationWindow({ duration: '8 hours' }),
    ],
    [
      'Application',
      'spec.syncPolicy.syncWindows[0].timeZone: Invalid value: "Mars": must be an IANA time zone',
      applicationWindow({ timeZone: 'Mars' }),
    ],
    [
      'Application',
      'spec.health[0].check: Required value',
      application({ health: [{ kind: 'Deployment', check: ' ' }] }),
    ],
    [
      'Application',
      'spec.sourceHydrator.syncSource.path: Invalid value: "./": must be a folder below the root',
      { spec: { sourceHydrator: { drySource: source, syncSource: { targetBranch: 'b', path: './' } } } },
    ],
    [
      'AppProject',
      'spec.syncWindows[0]: Invalid value: {"kind":"deny","schedule":"0 22 * * *","duration":"8h"}: must have at least one of applications, namespaces and clusters',
      project({ syncWindows: [window({})] }),
    ],
    [
      'AppProject',
      'spec.destinations[0].namespace: Invalid value: "!*": would deny everything',
      project({ destinations: [{ namespace: '!*' }] }),
    ],
    [
      'AppProject',
      'spec.roles[1].name: Duplicate value: "dev"',
      project({ roles: [{ name: 'dev' }, { name: 'dev' }] }),
    ],
    [
      'AppProject',
      'spec.roles[0].policies[0]: Invalid value: "p, a": must be p, SUBJECT, RESOURCE, ACTION, OBJECT, allow or deny',
      project({ roles: [{ name: 'dev', policies: ['p, a'] }] }),
    ],
    [
      'AppProject',
      'spec.roles[0].policies[0]: Invalid value: "p, x, applications, get, team/*, allow": subject must be proj:team:dev',
      project({ roles: [{ name: 'dev', policies: ['p, x, applications, get, team/*, allow'] }] }),
    ],
    [
      'AppProject',
      'spec.roles[0].policies[0]: Invalid value: "p, proj:team:dev, applications, get, other/*, allow": object must start with team/',
      project({ roles: [{ name: 'dev', policies: ['p, proj:team:dev, applications, get, other/*, allow'] }] }),
    ],
    ['ApplicationSet', 'spec.generators: Required value: name at least one', applicationSet({ generators: [] })],
    [
      'ApplicationSet',
      'spec.generators[0].matrix.generators: Invalid value: 1: a matrix has exactly two generators',
      applicationSet({ generators: [{ matrix: { generators: [{ list: {} }] } }] }),
    ],
    [
      'ApplicationSet',
      'spec.generators[0].merge.generators: Invalid value: 1: a merge has two or more generators',
      applicationSet({ generators: [{ merge: { generators: [{ list: {} }], mergeKeys: ['a'] } }] }),
    ],
    [
      'ApplicationSet',
      'spec.generators[0].merge.mergeKeys: Required value',
      applicationSet({ generators: [{ merge: { generators: [{ list: {} }, { list: {} }] } }] }),
    ],
    [
      'ApplicationSet',
      'spec.templatePatch: Invalid value: "p": needs goTemplate: true',
      applicationSet({ templatePatch: 'p' }),
    ],
    ['ApplicationSet', 'spec.template.metadata.name: Required value', applicationSet({ template: {} })],
    [
      'ApplicationSet',
      'spec.strategy.rollingSync.steps: Required value: RollingSync needs steps',
      applicationSet({ strategy: { type: 'RollingSync' } }),
    ],
    [
      'Revert',
      'spec.failure.revision: Invalid value: 0: must be greater than or equal to 1',
      { spec: { ...revert, failure: { ...revert.failure, revision: 0 } } },
    ],
    [
      'Revert',
      'spec.failure.reason: Unsupported value: "Bad": supported values: "AnalysisFailed", "ProgressDeadlineExceeded"',
      { spec: { ...revert, failure: { ...revert.failure, reason: 'Bad' } } },
    ],
  ])('of this %s is %s', (kind, message, object) => {
    expect(validate(kind, object)[0]?.message).toBe(message);
  });

  it('of a generator without a kind names the kinds', () => {
    expect(validate('ApplicationSet', applicationSet({ generators: [{}] }))[0]?.message).toMatch(
      /^spec\.generators\[0\]: Invalid value: "": set exactly one of list, clusters, /,
    );
  });
});

describe('a status', () => {
  it('is not looked at', () => {
    expect(validate('AnalysisRun', { ...run({}), status: { phase: 'Invented', strange: 1 } })).toEqual([]);
  });
});

describe('an operation', () => {
  it('is', () => {
    const asked = { ...application({}), operation: { sync: { prune: 'yes', dryrun: true } } };
    expect(validate('Application', asked).map(({ message }) => message)).toEqual([
      'operation.sync.prune: Invalid value: "yes": must be true or false',
      'operation.sync.dryrun: unknown field, did you mean dryRun?',
    ]);
  });
});

describe('any JSON', () => {
  it.each([[[]], [{ spec: null }], [{ spec: [] }], [{ spec: 'text' }], [{ spec: { strategy: null } }], [{}]])(
    '%j is judged, not thrown at',
    (object) => {
      for (const kind of ['Rollout', 'Application', 'AnalysisRun', 'Revert'] as const)
        expect(validate(kind, object).length).toBeGreaterThan(0);
    },
  );
});
