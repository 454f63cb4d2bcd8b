/** The rules of an Application that need neither its project nor its repository. */
import type { Source } from '../application/source.ts';
import type { ApplicationSpec } from '../application/spec.ts';
import type { Retry } from '../application/sync-policy.ts';
import { pauseSeconds } from '../duration.ts';
import { type Finding, invalid, required, warning, when } from './finding.ts';
import { windowFindings } from './sync-window.ts';

export function applicationFindings({ spec }: { spec: ApplicationSpec }): Finding[] {
  const path = 'spec';
  const { destination, syncPolicy } = spec;
  return [
    ...sourcesFindings(spec, path),
    ...when(Boolean(destination?.server) && Boolean(destination?.name), () =>
      invalid(`${path}.destination`, destination, 'name the cluster by server or by name, not by both'),
    ),
    ...optionFindings(syncPolicy?.syncOptions, `${path}.syncPolicy.syncOptions`),
    ...retryFindings(syncPolicy?.retry, `${path}.syncPolicy.retry`),
    ...(syncPolicy?.syncWindows ?? []).flatMap((window, index) =>
      windowFindings(window, `${path}.syncPolicy.syncWindows[${index}]`),
    ),
    ...healthFindings(spec.health, `${path}.health`),
  ];
}

function sourcesFindings({ source, sources, sourceHydrator }: ApplicationSpec, path: string): Finding[] {
  if (sourceHydrator) {
    const { drySource, syncSource } = sourceHydrator;
    const isRoot = /^[./]*$/.test(syncSource.path);
    return [
      ...sourceFindings(drySource, `${path}.sourceHydrator.drySource`),
      ...when(isRoot, () =>
        invalid(`${path}.sourceHydrator.syncSource.path`, syncSource.path, 'must be a folder below the root'),
      ),
    ];
  }
  if (sources?.length) return sources.flatMap((one, index) => sourceFindings(one, `${path}.sources[${index}]`));
  return source
    ? sourceFindings(source, `${path}.source`)
    : [required(`${path}.source`, 'name a source, sources or a sourceHydrator')];
}

const TOOLS = ['helm', 'kustomize', 'directory', 'plugin'] as const;
const HELM_VERSIONS = ['', 'v3', 'v4'];

function sourceFindings(source: Source, path: string): Finding[] {
  const { repoURL, chart, ref, targetRevision } = source;
  const tools = TOOLS.filter((tool) => source[tool] !== undefined);
  const version = source.helm?.version ?? '';
  return [
    ...when(!repoURL, () => required(`${path}.repoURL`)),
    ...when(tools.length > 1, () => invalid(path, tools.join(', '), 'multiple application sources defined')),
    ...when(Boolean(source.path) && Boolean(chart), () => invalid(`${path}.chart`, chart, 'set either path or chart')),
    ...when(!source.path && !chart && !ref && !repoURL?.startsWith('oci://'), () =>
      required(`${path}.path`, 'name the folder with the manifests, or the chart'),
    ),
    ...when(Boolean(chart) && Boolean(ref), () => invalid(`${path}.ref`, ref, 'a chart cannot be referred to')),
    ...when(Boolean(chart) && !targetRevision, () => required(`${path}.targetRevision`, 'a chart needs a version')),
    ...when(!HELM_VERSIONS.includes(version), () =>
      invalid(`${path}.helm.version`, version, 'must be v3, v4 or left out'),
    ),
  ];
}

const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  Validate: ['true', 'false'],
  CreateNamespace: ['true', 'false'],
  PruneLast: ['true', 'false'],
  Prune: ['true', 'false', 'confirm'],
  Delete: ['true', 'false', 'confirm'],
  PrunePropagationPolicy: ['foreground', 'background', 'orphan'],
  ApplyOutOfSyncOnly: ['true', 'false'],
  Replace: ['true', 'false'],
  Force: ['true', 'false'],
  ServerSideApply: ['true', 'false'],
  ClientSideApplyMigration: ['true', 'false'],
  SkipDryRunOnMissingResource: ['true', 'false'],
  RespectIgnoreDifferences: ['true', 'false'],
  FailOnSharedResource: ['true', 'false'],
};

/** Options are compared to the letter, so a misspelt one silently does nothing. */
function optionFindings(options: readonly string[] | undefined, path: string): Finding[] {
  return (options ?? []).flatMap((option, index) => {
    const [name = '', value = ''] = option.split('=');
    const known = Object.hasOwn(OPTIONS, name) && OPTIONS[name]?.includes(value);
    return when(!known, () => warning(`${path}[${index}]`, `"${option}" is no sync option and does nothing`));
  });
}

function retryFindings(retry: Retry | undefined, path: string): Finding[] {
  const { duration, maxDuration, factor } = retry?.backoff ?? {};
  return [
    ...durationFindings(duration, `${path}.backoff.duration`),
    ...durationFindings(maxDuration, `${path}.backoff.maxDuration`),
    ...when(factor !== undefined && factor < 1, () => invalid(`${path}.backoff.factor`, factor, 'must be 1 or more')),
  ];
}

function durationFindings(duration: string | undefined, path: string): Finding[] {
  if (duration === undefined || duration === '') return [];
  const seconds = pauseSeconds(duration);
  return when(seconds === undefined || seconds < 0, () =>
    invalid(path, duration, 'must be a duration such as 5s, or a number of seconds'),
  );
}

function healthFindings(health: ApplicationSpec['health'], path: string): Finding[] {
  return (health ?? []).flatMap(({ kind, check }, index) => [
    ...when(kind === '', () => required(`${path}[${index}].kind`)),
    ...when(check.trim() === '', () => required(`${path}[${index}].check`)),
  ]);
}
