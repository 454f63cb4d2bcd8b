import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseYamlDocuments } from '../../kube/yaml.ts';
import { reportOn } from './findings.ts';

interface Fragment {
  readonly apiVersion?: string;
  readonly provider?: object;
}

const pages = ['analysis', 'experiments', 'expressions', 'providers'];
const examples = pages.flatMap((page) =>
  [...readFileSync(`docs/${page}.md`, 'utf8').matchAll(/^```yaml\n(.*?)^```/gms)].flatMap(([, text = '']) =>
    (parseYamlDocuments(text) as Fragment[]).map((value) => [`${page}.md: ${text.slice(0, 60)}`, value] as const),
  ),
);

/** What is shown of a metric, in a template that has all its arguments. */
function templateOf(fields: Fragment): object {
  const { provider = { prometheus: { address: 'http://p' } }, ...rest } = fields;
  const metric = { name: 'shown', ...rest, provider };
  const names = [...JSON.stringify(metric).matchAll(/\{\{args\.([\w-]+)\}\}/g)].map(([, name]) => name);
  return {
    ...{ apiVersion: 'argoproj.io/v1alpha1', kind: 'AnalysisTemplate', metadata: { name: 'shown' } },
    spec: { args: [...new Set(names)].map((name) => ({ name })), metrics: [metric] },
  };
}

it.each(examples)('%s is right', async (_, value) => {
  const text = JSON.stringify(value.apiVersion === undefined ? templateOf(value) : value);
  const { findings } = await reportOn([{ name: 'example', text }]);
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
});

it('examples that are whole have nothing to be warned of', async () => {
  const whole = examples.filter(([, { apiVersion }]) => apiVersion !== undefined).map(([, value]) => value);
  expect(whole.length).toBeGreaterThan(3);
  const items = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: whole });
  expect((await reportOn([{ name: 'examples', text: items }])).findings).toEqual([]);
});
