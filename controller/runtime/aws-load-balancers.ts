/** Asks Elastic Load Balancing what load balancers forward where, and which targets their groups have. */
import { type Element, elementIn, elementsAt, textAt } from '../../analysis/aws/xml.ts';
import type { Send } from '../../analysis/providers/provider.ts';
import type { Clock } from '../../kube/clock.ts';
import type { Forwarded, LoadBalancer, TargetGroups } from './aws-contract.ts';
import type { Aws } from './aws-credentials.ts';
import { answerMemory } from './aws-memory.ts';
import { answerTo, type Env, type QueryService } from './aws-query.ts';

export interface LoadBalancersOptions {
  readonly aws: Pick<Aws, 'keys' | 'region'>;
  readonly send: Send;
  readonly env: Env;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
}

const ELB: QueryService = {
  name: 'elasticloadbalancing',
  version: '2015-12-01',
  variable: 'AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2',
};
const PAGE = '300';
const MOST_PAGES = 50;
/** So many resources may be asked for their tags at once. */
const BATCH = 20;
/** Milliseconds for one question, however many calls it takes. */
const LONGEST = 30_000;
/** Milliseconds for which an answer holds for others who ask the same. */
const FRESH = 3_000;
/** Milliseconds for which a load balancer keeps its name. */
const NAMED = 5 * 60_000;

type Parameters = Readonly<Record<string, string>>;
type Call = (action: string, parameters: Parameters) => Promise<Element>;

interface Named {
  readonly name: string;
  readonly arn: string;
}

export function loadBalancers(options: LoadBalancersOptions): TargetGroups {
  const { monotonic } = options.clock;
  const keep = answerMemory(monotonic);
  const soon = () => monotonic() + FRESH;
  return {
    balancerAt: async (dnsName) => {
      const call = callerFor(options);
      const ask = () => balancerNamed(dnsName, call);
      const found = await keep(`name ${dnsName}`, ask, (value) => (value ? monotonic() + NAMED : soon()));
      return found && (await keep(`rules ${found.arn}`, () => forwardedBy(found, call), soon));
    },
    targetsOf: (arn) => keep(`targets ${arn}`, () => targetsIn(arn, callerFor(options)), soon),
  };
}

/** For one question: what takes longer than that ends. */
function callerFor({ aws, send, env, clock }: LoadBalancersOptions): Call {
  const end = clock.monotonic() + LONGEST;
  return async (action, parameters) => {
    if (clock.monotonic() > end) throw new Error(`${ELB.name} ${action}: no answer within ${LONGEST / 1000} s`);
    const [keys, region] = await Promise.all([aws.keys(), aws.region()]);
    const text = await answerTo({ service: ELB, region, action, parameters, keys, now: clock.now() }, send, env);
    try {
      return elementIn(text);
    } catch (error) {
      throw new Error(`${ELB.name} ${action}: ${(error as Error).message}`);
    }
  };
}

/** All members of a list, page after page, until `isEnough`. */
async function members(
  call: Call,
  [action, list]: readonly [action: string, list: string],
  parameters: Parameters,
  isEnough: (page: readonly Element[]) => boolean = () => false,
): Promise<readonly Element[]> {
  const found: Element[] = [];
  let marker: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await call(action, { ...parameters, ...(marker && { Marker: marker }) });
    const members = elementsAt(answer, `${action}Result`, list, 'member');
    found.push(...members);
    marker = textAt(answer, `${action}Result`, 'NextMarker');
    if (!marker || isEnough(members)) return found;
  }
  throw new Error(`${ELB.name} ${action}: more than ${MOST_PAGES} pages`);
}

async function balancerNamed(dnsName: string, call: Call): Promise<Named | undefined> {
  // Those with two kinds of addresses have two names, of which AWS tells one.
  const wanted = dnsName.toLowerCase().replace(/^dualstack\./, '');
  const isIt = (one: Element) => textAt(one, 'DNSName')?.toLowerCase() === wanted;
  const all = await members(call, ['DescribeLoadBalancers', 'LoadBalancers'], { PageSize: PAGE }, (page) =>
    page.some(isIt),
  );
  const found = all.find(isIt);
  const arn = found && textAt(found, 'LoadBalancerArn');
  return arn ? { name: textAt(found, 'LoadBalancerName') ?? '', arn } : undefined;
}

async function forwardedBy({ name, arn }: Named, call: Call): Promise<LoadBalancer> {
  const listeners = await members(call, ['DescribeListeners', 'Listeners'], { LoadBalancerArn: arn, PageSize: PAGE });
  const rules: Forwarded[] = [];
  for (const listener of listeners) {
    const parameters = { ListenerArn: textAt(listener, 'ListenerArn') ?? '', PageSize: PAGE };
    const found = await members(call, ['DescribeRules', 'Rules'], parameters);
    rules.push(...found.flatMap((rule) => elementsAt(rule, 'Actions', 'member')).flatMap(forwardedIn));
  }
  const groups = [...new Set(rules.flatMap((rule) => Object.keys(rule)))];
  return { name, arn, rules, tags: await tagsOf(groups, call) };
}

function forwardedIn(action: Element): readonly Forwarded[] {
  const groups = elementsAt(action, 'ForwardConfig', 'TargetGroups', 'member');
  if (groups.length === 0) {
    const alone = textAt(action, 'TargetGroupArn');
    return alone ? [{ [alone]: 1 }] : [];
  }
  // Who has no weight has as much as any other.
  const weightIn = (group: Element) => Number(textAt(group, 'Weight') ?? 1);
  return [Object.fromEntries(groups.map((group) => [textAt(group, 'TargetGroupArn') ?? '', weightIn(group)]))];
}

async function tagsOf(groups: readonly string[], call: Call): Promise<LoadBalancer['tags']> {
  const tags: Record<string, Readonly<Record<string, string>>> = {};
  for (let first = 0; first < groups.length; first += BATCH) {
    const batch = groups.slice(first, first + BATCH);
    const parameters = Object.fromEntries(batch.map((arn, index) => [`ResourceArns.member.${index + 1}`, arn]));
    const answer = await call('DescribeTags', parameters);
    for (const one of elementsAt(answer, 'DescribeTagsResult', 'TagDescriptions', 'member')) {
      const pairs = elementsAt(one, 'Tags', 'member').map((tag) => [
        textAt(tag, 'Key') ?? '',
        textAt(tag, 'Value') ?? '',
      ]);
      tags[textAt(one, 'ResourceArn') ?? ''] = Object.fromEntries(pairs);
    }
  }
  return tags;
}

async function targetsIn(arn: string, call: Call): Promise<readonly string[]> {
  const answer = await call('DescribeTargetHealth', { TargetGroupArn: arn });
  return elementsAt(answer, 'DescribeTargetHealthResult', 'TargetHealthDescriptions', 'member')
    .filter((one) => textAt(one, 'TargetHealth', 'State') !== 'draining')
    .map((one) => `${textAt(one, 'Target', 'Id')}:${textAt(one, 'Target', 'Port')}`);
}
