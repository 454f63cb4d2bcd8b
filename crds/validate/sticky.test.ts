import { describe, expect, it } from 'vitest';
import { stepWith } from './objects.testkit.ts';
import { validate } from './validate.ts';

const PATH = 'spec.strategy.canary.trafficRouting.stickyCohorts';
const findings = (routing: object, stickyCohorts: object = {}): readonly string[] =>
  validate('Rollout', stepWith({ setWeight: 5 }, { ...routing, stickyCohorts })).map(({ message }) => message);
const unable = (router: string, more = '') => [
  `${PATH}: Invalid value: "sluice-cohort": trafficRouting.${router} cannot hold clients${more}`,
];

const gatewayAPI = { httpRoutes: [{ name: 'web' }] };
const istio = { virtualService: { name: 'web' } };
const nginx = { stableIngress: 'web' };
const traefik = { weightedTraefikServiceName: 'web' };
const alb = { ingress: 'web', servicePort: 80 };

describe('clients are held', () => {
  it.each<[string, object, readonly string[]]>([
    ['by the Gateway API', { gatewayAPI }, []],
    ['by its plugin', { plugins: { 'argoproj-labs/gatewayAPI': { httpRoute: 'web' } } }, []],
    ['by Istio', { istio }, []],
    ['by Gloo Edge', { gloo: { routeTables: [{ name: 'web' }] } }, []],
    ['by Traefik', { traefik }, []],
    ['by several', { gatewayAPI, istio }, []],
    ['not by ingress-nginx', { nginx }, unable('nginx')],
    ['by all or by none', { gatewayAPI, nginx }, unable('nginx')],
    [
      'not by a load balancer that has its own way',
      { alb },
      unable('alb', '; its stickinessConfig holds clients by a cookie of the load balancer'),
    ],
    ['not by Contour', { contour: { httpProxies: ['web'] } }, unable('contour')],
    ['not by plugins', { plugins: { 'acme/edge': {} } }, unable('plugins["acme/edge"]')],
    [
      'not by routes without cookies',
      { gatewayAPI: { grpcRoutes: [{ name: 'web' }] } },
      [
        `${PATH}: Invalid value: "sluice-cohort": trafficRouting.gatewayAPI holds clients by HTTPRoutes only, and none is named`,
      ],
    ],
    ['by routes that labels find', { gatewayAPI: { routeSelector: { matchLabels: { app: 'web' } } } }, []],
  ])('%s', (_, routing, messages) => expect(findings(routing)).toEqual(messages));

  it('by somebody', () =>
    expect(findings({})).toContain(`${PATH}: Required value: there is no router that could hold clients`));

  it('on one side only where the router can', () => {
    expect(findings({ istio }, { sides: 'canary' })).toEqual([]);
    expect(findings({ traefik }, { sides: 'canary' })).toEqual([
      `${PATH}.sides: Invalid value: "canary": trafficRouting.traefik holds the clients of both sides or of none`,
    ]);
  });
});

describe('the cookie', () => {
  it.each<[string, object, readonly string[]]>([
    ['has a name', { cookie: 'shop_beta-2' }, []],
    [
      'has no dot in its name',
      { cookie: 'a.b' },
      ['cookie: Invalid value: "a.b": must be 1 to 64 letters, digits, hyphens and underscores'],
    ],
    [
      'is not nameless',
      { cookie: '' },
      ['cookie: Invalid value: "": must be 1 to 64 letters, digits, hyphens and underscores'],
    ],
    ['has an age', { maxAge: '1h30m' }, []],
    [
      'lives for a second',
      { maxAge: '999ms' },
      ['maxAge: Invalid value: "999ms": must be a duration from 1s to 9600h'],
    ],
    [
      'does not live for ever',
      { maxAge: '9601h' },
      ['maxAge: Invalid value: "9601h": must be a duration from 1s to 9600h'],
    ],
    [
      'has an age that can be read',
      { maxAge: 'long' },
      ['maxAge: Invalid value: "long": must be a duration from 1s to 9600h'],
    ],
  ])('%s', (_, sticky, messages) => {
    expect(findings({ istio }, sticky)).toEqual(messages.map((message) => `${PATH}.${message}`));
  });
});
