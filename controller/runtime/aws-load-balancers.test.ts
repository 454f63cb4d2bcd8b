import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { awsCredentials } from './aws-credentials.ts';
import { loadBalancers } from './aws-load-balancers.ts';
import { httpClient } from './http.ts';

type Fields = Readonly<Record<string, string>>;
type Reply = string | { readonly status: number; readonly text: string } | undefined;

const ARN = 'arn:aws:elasticloadbalancing:us-west-2:1';
const LB = `${ARN}:loadbalancer/app/web/50dc`;
const group = (name: string) => `${ARN}:targetgroup/${name}/73e2`;
const DNS = 'web-1.us-west-2.elb.amazonaws.com';

const answer = (action: string, list: string, members: readonly string[], marker?: string) =>
  `<${action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${action}Result><${list}>${members
    .map((one) => `<member>${one}</member>`)
    .join('\n')}</${list}>${marker ? `<NextMarker>${marker}</NextMarker>` : ''}</${action}Result></${action}Response>`;
const balancer = (name: string, dns: string) =>
  `<LoadBalancerName>${name}</LoadBalancerName><LoadBalancerArn>${LB}</LoadBalancerArn><DNSName>${dns}</DNSName>`;
const tuple = (name: string, weight?: number) =>
  `<member><TargetGroupArn>${group(name)}</TargetGroupArn>${weight === undefined ? '' : `<Weight>${weight}</Weight>`}</member>`;
const forward = (...tuples: readonly string[]) =>
  `<Actions><member><Type>forward</Type><ForwardConfig><TargetGroups>${tuples.join('')}</TargetGroups></ForwardConfig></member></Actions>`;
const error = (status: number, code: string, message: string): Reply => ({
  status,
  text: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

/** Two pages of load balancers, two listeners, rules of all kinds. */
function usual({ Action: action = '', Marker: marker, ListenerArn: listener, ...more }: Fields): Reply {
  if (action === 'DescribeLoadBalancers')
    return marker
      ? answer(action, 'LoadBalancers', [balancer('web', DNS.toUpperCase())])
      : answer(action, 'LoadBalancers', [balancer('other', 'other')], 'page2');
  if (action === 'DescribeListeners')
    return answer(action, 'Listeners', ['<ListenerArn>l80</ListenerArn>', '<ListenerArn>l443</ListenerArn>']);
  if (action === 'DescribeRules')
    return answer(action, 'Rules', listener === 'l80' ? [REDIRECT, forward(tuple('c', 20), tuple('s', 80))] : [ALONE]);
  if (action === 'DescribeTags')
    return answer(
      action,
      'TagDescriptions',
      Object.values(more)
        .filter((arn) => arn.includes('targetgroup'))
        .map(tagged),
    );
  return answer(action, 'TargetHealthDescriptions', [
    target('10.0.0.1', 'healthy'),
    target('10.0.0.2', 'initial'),
    target('10.0.0.3', 'draining'),
  ]);
}

const REDIRECT = '<Actions><member><Type>redirect</Type></member></Actions>';
const ALONE = `<Actions><member><Type>forward</Type><TargetGroupArn>${group('s')}</TargetGroupArn></member></Actions>`;
const tagged = (arn: string) =>
  `<ResourceArn>${arn}</ResourceArn><Tags><member><Key>a</Key><Value>x &amp; ${arn.split('/')[1]}</Value></member></Tags>`;
const target = (id: string, state: string) =>
  `<Target><Id>${id}</Id><Port>8080</Port></Target><TargetHealth><State>${state}</State></TargetHealth>`;

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server in place of AWS, and our client of it. */
async function world(reply: (fields: Fields) => Reply, mostBytes = 4 * 1024 * 1024) {
  const asked: string[] = [];
  const signatures: string[] = [];
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += part));
    request.on('end', () => {
      const fields = Object.fromEntries(new URLSearchParams(body));
      asked.push([fields['Action'], fields['PageSize'], fields['Marker']].filter(Boolean).join(' '));
      signatures.push(String(request.headers['authorization']));
      const found = reply(fields);
      if (found === undefined) return request.socket.destroy();
      const { status, text } = typeof found === 'string' ? { status: 200, text: found } : found;
      return response.writeHead(status, { 'content-type': 'text/xml' }).end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = {
    ...{ AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'hidden', AWS_REGION: 'us-west-2' },
    AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  };
  let elapsed = 0;
  const clock = { now: () => new Date('2030-01-01T00:00:00Z'), monotonic: () => elapsed };
  const http = httpClient({ monotonic: clock.monotonic, mostBytes });
  closing.push(
    () => http.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const aws = awsCredentials({ env, clock, send: http.send });
  const pass = (milliseconds: number) => (elapsed += milliseconds);
  return { groups: loadBalancers({ aws, env, clock, send: http.send }), asked, signatures, pass };
}

describe('a load balancer', () => {
  it('is told with its rules and the tags of its target groups', async () => {
    const { groups, asked, signatures } = await world(usual);
    expect(await groups.balancerAt(`dualstack.${DNS}`)).toEqual({
      name: 'web',
      arn: LB,
      rules: [{ [group('c')]: 20, [group('s')]: 80 }, { [group('s')]: 1 }],
      tags: { [group('c')]: { a: 'x & c' }, [group('s')]: { a: 'x & s' } },
    });
    expect(asked).toEqual([
      ...['DescribeLoadBalancers 300', 'DescribeLoadBalancers 300 page2', 'DescribeListeners 300'],
      ...['DescribeRules 300', 'DescribeRules 300', 'DescribeTags'],
    ]);
    expect(signatures[0]).toContain('Credential=AKIA/20300101/us-west-2/elasticloadbalancing/aws4_request');
  });

  it('may be none', async () =>
    expect(await (await world(usual)).groups.balancerAt('gone.elb.amazonaws.com')).toBeUndefined());

  it('is asked once by all, and again for its rules after a while', async () => {
    const { groups, asked, pass } = await world(usual);
    await Promise.all([groups.balancerAt(DNS), groups.balancerAt(DNS)]);
    expect(asked).toHaveLength(6);
    pass(3_000);
    await groups.balancerAt(DNS);
    expect(asked.slice(6)).toEqual(['DescribeListeners 300', 'DescribeRules 300', 'DescribeRules 300', 'DescribeTags']);
  });

  it('has its tags in batches of 20', async () => {
    const names = Array.from({ length: 41 }, (_, index) => `g${index}`);
    const sizes: number[] = [];
    const { groups } = await world((fields) => {
      if (fields['Action'] === 'DescribeRules' && fields['ListenerArn'] === 'l80')
        return answer('DescribeRules', 'Rules', [forward(...names.map((name) => tuple(name)))]);
      if (fields['Action'] === 'DescribeTags') sizes.push(Object.keys(fields).length - 2);
      return usual(fields);
    });
    const { tags = {}, rules } = (await groups.balancerAt(DNS)) ?? {};
    expect([sizes, Object.keys(tags).length, rules?.[0]?.[group('g40')]]).toEqual([[20, 20, 2], 42, 1]);
  });
});

it('targets are those that are registered and stay', async () =>
  expect(await (await world(usual)).groups.targetsOf(group('c'))).toEqual(['10.0.0.1:8080', '10.0.0.2:8080']));

describe('one line says that AWS does not tell', () => {
  it.each<[what: string, reply: (fields: Fields) => Reply, problem: string | RegExp]>([
    [
      'when it is asked too often',
      () => error(400, 'Throttling', 'Rate exceeded'),
      'elasticloadbalancing DescribeLoadBalancers: answered 400: Throttling: Rate exceeded',
    ],
    [
      'when we may not ask',
      () => error(403, 'AccessDenied', 'User: me is not authorized'),
      'elasticloadbalancing DescribeLoadBalancers: answered 403: AccessDenied: User: me is not authorized',
    ],
    [
      'when it fails',
      () => ({ status: 500, text: 'oh <no' }),
      'elasticloadbalancing DescribeLoadBalancers: answered 500',
    ],
    [
      'when it talks garbage',
      () => '<html><p>hello',
      'elasticloadbalancing DescribeLoadBalancers: the answer is no XML of the expected kind',
    ],
    ['when it hangs up', () => undefined, /^elasticloadbalancing DescribeLoadBalancers: connection/],
    [
      'when it talks too much',
      () => answer('DescribeLoadBalancers', 'LoadBalancers', ['x'.repeat(200_000)]),
      'elasticloadbalancing DescribeLoadBalancers: answered more than 64 KiB',
    ],
    [
      'when pages never end',
      () => answer('DescribeLoadBalancers', 'LoadBalancers', [balancer('other', 'other')], 'again'),
      'elasticloadbalancing DescribeLoadBalancers: more than 50 pages',
    ],
  ])(
    '%s',
    async (_, reply, problem) =>
      await expect((await world(reply, 64 * 1024)).groups.balancerAt(DNS)).rejects.toThrow(problem),
  );

  it('when it takes too long over all pages', async () => {
    const { groups, asked, pass } = await world((fields) => {
      pass(16_000);
      return usual(fields);
    });
    await expect(groups.balancerAt(DNS)).rejects.toThrow(
      'elasticloadbalancing DescribeListeners: no answer within 30 s',
    );
    expect(asked).toHaveLength(2);
  });

  it('and it is asked again a while later', async () => {
    let isDown = true;
    const { groups, asked, pass } = await world((fields) =>
      isDown ? error(503, 'ServiceUnavailable', '') : usual(fields),
    );
    await expect(groups.balancerAt(DNS)).rejects.toThrow('503');
    isDown = false;
    await expect(groups.balancerAt(DNS)).rejects.toThrow('503');
    expect(asked).toHaveLength(1);
    pass(3_000);
    expect(await groups.balancerAt(DNS)).toMatchObject({ arn: LB });
  });
});
