/** Amazon CloudWatch: GetMetricData, asked by forms and answered in XML, which all of its endpoints understand. */
import type { Provider } from '../../crds/analysis/providers.ts';
import { type Element, elementIn, elementsAt, textAt } from '../aws/xml.ts';
import { listText } from '../number-text.ts';
import { MOST_VALUES } from './answer-shape.ts';
import { said } from './http-answer.ts';
import { lookback } from './lookback.ts';
import type { Asking, HttpAnswer, Measured, MetricProvider } from './provider.ts';
import { answered } from './question.ts';

type Config = NonNullable<Provider['cloudWatch']>;
type Query = Config['metricDataQueries'][number];

const SYSTEM = 'cloudWatch';
const VERSION = '2010-08-01';
const DEADLINE = 30_000;
const MOST_PAGES = 20;

/** As conditions have always seen it: by the names of the Go library. */
interface MetricDataResult {
  readonly Id: string;
  readonly Label: string;
  readonly StatusCode: string;
  readonly Messages: readonly { readonly Code: string; readonly Value: string }[];
  readonly Timestamps: readonly Date[];
  readonly Values: readonly number[];
}

export const cloudWatch: MetricProvider<Config> = {
  type: 'CloudWatch',
  backend: () => SYSTEM,
  deadline: () => DEADLINE,
  measure: async (config, asking) => {
    const { interval, metricDataQueries } = config;
    if (metricDataQueries.length === 0) throw new Error('cloudWatch has no metricDataQueries');
    const form = {
      ...Object.assign({}, ...metricDataQueries.map(fieldsOf)),
      StartTime: new Date(asking.now.getTime() - lookback(interval)).toISOString(),
      EndTime: asking.now.toISOString(),
    };
    return measuredIn(await allPages(form, asking));
  },
};

type Fields = Readonly<Record<string, string>>;

function fieldsOf(query: Query, index: number): Fields {
  const { id, expression, label, metricStat, period, returnData } = query;
  const { metric, ...stat } = metricStat ?? {};
  const dimensions = (metric?.dimensions ?? []).flatMap(({ name, value }, at) => [
    [`MetricStat.Metric.Dimensions.member.${at + 1}.Name`, name],
    [`MetricStat.Metric.Dimensions.member.${at + 1}.Value`, value],
  ]);
  const fields = [
    ...[
      ['Id', id],
      ['Expression', expression],
      ['Label', label],
      ['Period', period],
      ['ReturnData', returnData],
    ],
    ...[
      ['MetricStat.Metric.MetricName', metric?.metricName],
      ['MetricStat.Metric.Namespace', metric?.namespace],
    ],
    ...dimensions,
    ...[
      ['MetricStat.Period', stat.period],
      ['MetricStat.Stat', stat.stat],
      ['MetricStat.Unit', stat.unit],
    ],
  ].filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(
    fields.map(([name, value]) => [`MetricDataQueries.member.${index + 1}.${name}`, String(value)]),
  );
}

/** Long answers come in pages, each of which may hold a part of each result. */
async function allPages(form: Fields, asking: Asking): Promise<readonly MetricDataResult[]> {
  const results = new Map<string, MetricDataResult>();
  let values = 0;
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await onePage({ ...form, ...(token && { NextToken: token }) }, asking);
    for (const part of elementsAt(answer, 'MetricDataResults', 'member').map(resultIn)) {
      values += part.Values.length;
      if (values > MOST_VALUES) throw new Error(`${SYSTEM} answered more than ${MOST_VALUES} values`);
      const key = JSON.stringify([part.Id, part.Label]);
      results.set(key, joined(results.get(key), part));
    }
    token = textAt(answer, 'NextToken');
    if (!token) return [...results.values()];
  }
  throw new Error(`${SYSTEM} answered more than ${MOST_PAGES} pages`);
}

function joined(before: MetricDataResult | undefined, part: MetricDataResult): MetricDataResult {
  if (!before) return part;
  const [Timestamps, Values] = [before.Timestamps.concat(part.Timestamps), before.Values.concat(part.Values)];
  return { ...part, Messages: before.Messages.concat(part.Messages), Timestamps, Values };
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

async function onePage(form: Fields, asking: Asking): Promise<Element> {
  const region = asking.setting('AWS_REGION') || asking.setting('AWS_DEFAULT_REGION');
  if (!region) throw new Error(`${SYSTEM}: there is no AWS region: set AWS_REGION`);
  const body = String(new URLSearchParams({ Action: 'GetMetricData', Version: VERSION, ...form }));
  const request = { method: 'POST', url: endpointOf(region, asking), headers: FORM, body } as const;
  const signature = await asking.signed(request, { service: 'monitoring', region });
  const signed = { ...request, headers: { ...FORM, ...signature }, timeout: DEADLINE };
  return resultOf(await answered(SYSTEM, asking, signed));
}

function endpointOf(region: string, asking: Asking): string {
  const given = asking.setting('AWS_ENDPOINT_URL_CLOUDWATCH') || asking.setting('AWS_ENDPOINT_URL');
  if (given) return given;
  return `https://monitoring.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}/`;
}

function resultOf({ status, text }: HttpAnswer): Element {
  if (status !== 200) throw new Error(`${SYSTEM} answered ${status}${problemIn(text)}`);
  const answer = xmlOf(text);
  const [result] = answer?.name === 'GetMetricDataResponse' ? elementsAt(answer, 'GetMetricDataResult') : [];
  if (!result) throw new Error(`${SYSTEM} answered what is not the XML of GetMetricData`);
  return result;
}

function xmlOf(text: string): Element | undefined {
  try {
    return elementIn(text);
  } catch {
    return undefined;
  }
}

/** Whoever could not make sense of a signature repeats what was signed, and that holds the token. */
const ABOUT_KEYS = /signature|token|credential|accesskey/i;

function problemIn(text: string): string {
  const answer = xmlOf(text);
  const [code = '', message = ''] = answer ? ['Code', 'Message'].map((name) => textAt(answer, 'Error', name)) : [];
  const words = ABOUT_KEYS.test(code) ? [code] : [code, message];
  return words.some(Boolean) ? `: ${said(words.filter(Boolean).join(': '))}` : '';
}

function resultIn(member: Element): MetricDataResult {
  const text = (name: string) => textAt(member, name) ?? '';
  const members = (name: string) => elementsAt(member, name, 'member');
  return {
    Id: text('Id'),
    Label: text('Label'),
    StatusCode: text('StatusCode'),
    Messages: members('Messages').map((one) => ({
      Code: textAt(one, 'Code') ?? '',
      Value: textAt(one, 'Value') ?? '',
    })),
    Timestamps: members('Timestamps').map((one) => new Date(one.text.trim())),
    Values: members('Values').map((one) => numberIn(one.text.trim())),
  };
}

function numberIn(text: string): number {
  const value = text === '' ? Number.NaN : Number(text);
  if (Number.isNaN(value) && text !== 'NaN') throw new Error(`${SYSTEM} answered a value that is no number`);
  return value;
}

const measuredIn = (results: readonly MetricDataResult[]): Measured => ({
  value: results,
  text: listText(results.map(({ Values }) => Values)),
});
