import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generatedFiles } from './generated-files.ts';
import { definitionOf } from './kind.ts';
import { type KindName, kindNames, kinds } from './kinds.ts';
import type { Node } from './structural.ts';

const schemaOf = (kind: KindName): Node => {
  const [version] = definitionOf(kinds[kind]).spec.versions;
  if (!version) throw new Error('no version');
  return version.schema.openAPIV3Schema;
};

/** `a.{b,c}` as `a.b` and `a.c`. */
function expanded(path: string): string[] {
  const group = /\{([^{}]*)\}/.exec(path);
  if (!group) return [path];
  return (group[1] ?? '').split(',').flatMap((part) => expanded(path.replace(group[0], part)));
}

function nodeAt(root: Node, path: string): Node | undefined {
  return path
    .replaceAll('[]', '.[]')
    .split('.')
    .reduce<Node | undefined>((node, name) => {
      if (name === '[]') return node?.items;
      return name === '*' ? node?.additionalProperties : node?.properties?.[name];
    }, root);
}

const named = readFileSync(new URL('./testdata/fields.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .flatMap((line) => {
    const [names = '', path = ''] = line.split(' ');
    return names.split(',').flatMap((kind) => expanded(path).map((field) => [kind as KindName, field] as const));
  });

describe('the fields that the specification names', () => {
  it('are many', () => expect(named.length).toBeGreaterThan(700));

  it.each(kindNames)('exist in the definition of %s', (kind) => {
    const schema = schemaOf(kind);
    const missing = named.filter(([of, path]) => of === kind && nodeAt(schema, path) === undefined);
    expect(missing).toEqual([]);
  });
});

describe('what stock clients rely on', () => {
  it.each<[KindName, string[], string[], string[]]>([
    ['Rollout', ['ro'], ['Desired', 'Current', 'Up-to-date', 'Available', 'Age'], ['status', 'scale']],
    ['AnalysisTemplate', ['at'], ['Age'], []],
    ['ClusterAnalysisTemplate', ['cat'], ['Age'], []],
    ['AnalysisRun', ['ar'], ['Status', 'Age'], []],
    ['Experiment', ['exp'], ['Status', 'Age'], []],
    ['Application', ['app', 'apps'], ['Sync Status', 'Health Status', 'Revision', 'Project'], []],
    ['AppProject', ['appproj', 'appprojs'], [], []],
    ['ApplicationSet', ['appset', 'appsets'], [], ['status']],
  ])('%s', (name, shortNames, columns, subresources) => {
    const { names, versions } = definitionOf(kinds[name]).spec;
    const [version] = versions;
    expect(names.shortNames).toEqual(shortNames);
    expect((version?.additionalPrinterColumns ?? []).map((column) => column.name)).toEqual(columns);
    expect(Object.keys(version?.subresources ?? {})).toEqual(subresources);
  });

  it('finds the scale of a Rollout where an autoscaler looks for it', () => {
    expect(definitionOf(kinds.Rollout).spec.versions[0]?.subresources?.scale).toEqual({
      specReplicasPath: '.spec.replicas',
      statusReplicasPath: '.status.HPAReplicas',
      labelSelectorPath: '.status.selector',
    });
  });

  it.each<[KindName, string, string[]]>([
    ['Rollout', '', ['spec']],
    ['Rollout', 'spec.strategy.blueGreen', ['activeService']],
    ['Rollout', 'spec.strategy.canary.pingPong', ['pingService', 'pongService']],
    ['Rollout', 'spec.strategy.canary.replicaProgressThreshold', ['type', 'value']],
    ['Rollout', 'spec.strategy.canary.trafficRouting.alb', ['servicePort']],
    ['Rollout', 'spec.strategy.canary.steps[].setMirrorRoute', ['name']],
    ['Rollout', 'spec.strategy.canary.steps[].plugin', ['name']],
    ['AnalysisTemplate', 'spec.metrics[]', ['name', 'provider']],
    ['AnalysisRun', 'spec', ['metrics']],
    ['AnalysisRun', 'status', ['phase']],
    ['Experiment', 'spec', ['templates']],
  ])('%s requires at %j only %j', (kind, path, required) => {
    const node = path === '' ? schemaOf(kind) : nodeAt(schemaOf(kind), path);
    expect(node?.required ?? []).toEqual(required);
  });

  it.each<[KindName, string]>([
    ['Rollout', 'spec'],
    ['Rollout', 'status'],
    ['Application', 'spec'],
    ['AppProject', 'spec'],
    ['AnalysisTemplate', 'spec'],
  ])('%s requires nothing within %s', (kind, path) => {
    expect(nodeAt(schemaOf(kind), path)?.required ?? []).toEqual([]);
  });

  it('has defaults that the API server fills in only where other schemas have them', () => {
    const datadog = nodeAt(schemaOf('AnalysisRun'), 'spec.metrics[].provider.datadog');
    expect(datadog?.properties?.['interval']?.default).toBe('5m');
    const withDefault = kindNames.filter((kind) => JSON.stringify(schemaOf(kind)).includes('"default":'));
    expect(withDefault).toEqual(['AnalysisTemplate', 'ClusterAnalysisTemplate', 'AnalysisRun']);
  });
});

describe('every definition', () => {
  it.each(kindNames)('of %s is small enough for kubectl apply, whose annotation holds 256 KiB', (kind) => {
    expect(JSON.stringify(definitionOf(kinds[kind])).length).toBeLessThan(200 * 1024);
  });
});

describe('generated files', () => {
  const files = generatedFiles();

  it.each(Object.keys(files))('%s is up to date (npm run crds)', (path) => {
    expect(readFileSync(path, 'utf8')).toBe(files[path]);
  });

  it.each(['crds/yaml', 'docs/reference'])('%s holds nothing else', (folder) => {
    const there = readdirSync(folder).map((name) => `${folder}/${name}`);
    expect(there.filter((path) => files[path] === undefined)).toEqual([]);
  });
});
