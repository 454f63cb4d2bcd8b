import { expect, it } from 'vitest';
import { definitionOf } from '../simulations/fleet/routes/forms.ts';
import { kindOf } from '../simulations/fleet/routes/reader.ts';
import { type Client, HOST, startShop } from './sticky.testkit.ts';

const metadata = { name: 'web', namespace: 'default' };
const GATEWAY = 'gateway.networking.k8s.io/v1';
const ISTIO = 'networking.istio.io/v1';
const STEPS = [20, 50, 80].flatMap((setWeight) => [{ setWeight }, { pause: {} }]);

const ways = {
  HTTPRoute: {
    trafficRouting: { gatewayAPI: { httpRoutes: [{ name: 'web' }] } },
    objects: [
      definitionOf(kindOf(GATEWAY, 'HTTPRoute', 'httproutes')),
      {
        ...{ apiVersion: GATEWAY, kind: 'HTTPRoute', metadata },
        spec: {
          ...{ parentRefs: [{ name: 'public' }], hostnames: [HOST] },
          rules: [{ backendRefs: ['stable', 'canary'].map((name) => ({ name, port: 80 })) }],
        },
      },
    ],
  },
  VirtualService: {
    trafficRouting: { istio: { virtualService: { name: 'web' } } },
    objects: [
      definitionOf(kindOf(ISTIO, 'VirtualService', 'virtualservices')),
      {
        ...{ apiVersion: ISTIO, kind: 'VirtualService', metadata },
        spec: {
          ...{ hosts: [HOST], gateways: ['public'] },
          http: [
            {
              route: [
                { destination: { host: 'stable' }, weight: 100 },
                { destination: { host: 'canary' }, weight: 0 },
              ],
            },
          ],
        },
      },
    ],
  },
} as const;

const PARTY = 400;
const party = (): readonly Client[] => Array.from({ length: PARTY }, () => new Map());
const shopBehind = (way: keyof typeof ways, more: object = {}) => {
  const { trafficRouting, objects } = ways[way];
  const routing = { ...trafficRouting, stickyCohorts: {}, ...more };
  return startShop({ steps: STEPS, trafficRouting: routing }, objects);
};
const share = (versions: readonly unknown[]) => versions.filter((version) => version === '2').length / versions.length;
const all = (version: string, { length }: readonly unknown[]) => Array.from({ length }, () => version);

/** Within three standard deviations. */
function expectShare(versions: readonly unknown[], wanted: number): void {
  const most = 3 * Math.sqrt((wanted * (1 - wanted)) / versions.length);
  expect(Math.abs(share(versions) - wanted)).toBeLessThan(most);
}

it.each(Object.keys(ways) as (keyof typeof ways)[])('clients stay where they were first behind a %s', async (way) => {
  const shop = await shopBehind(way);
  const early = party();
  expect(await shop.visits(early)).toEqual(all('1', early));
  expect(early.every((client) => client.size === 0)).toBe(true);

  await shop.release('2');
  const atTwenty = await shop.visits(early);
  expectShare(atTwenty, 0.2);
  expect(await shop.visits(early)).toEqual(atTwenty);

  await shop.proceed();
  const late = party();
  const atFifty = await shop.visits(late);
  expectShare(atFifty, 0.5);

  await shop.proceed();
  expect(await shop.visits(early)).toEqual(atTwenty);
  expect(await shop.visits(late)).toEqual(atFifty);
  const last = party();
  expectShare(await shop.visits(last), 0.8);

  const everybody = [...early, ...late, ...last];
  await shop.status({ abort: true });
  expect(await shop.visits(everybody)).toEqual(all('1', everybody));

  // Those who came at 80 must not make 20 a crowd.
  await shop.status({ abort: false });
  const again = await shop.visits(everybody);
  expect(again.slice(0, PARTY)).toEqual(atTwenty);
  expectShare(again, 0.2);

  await shop.status({ promoteFull: true });
  expect(await shop.visits(everybody)).toEqual(all('2', everybody));
  const newcomers = party();
  expect(await shop.visits(newcomers)).toEqual(all('2', newcomers));
  expect(newcomers.every((client) => client.size === 0)).toBe(true);
});

it('clients of stable are drawn with each request where only those of the canary are held', async () => {
  const shop = await shopBehind('HTTPRoute', { stickyCohorts: { sides: 'canary', cookie: 'beta' } });
  await shop.release('2');
  const clients = party();
  const first = await shop.visits(clients);
  expectShare(first, 0.2);
  expect(clients.filter((client) => client.has('beta'))).toHaveLength(share(first) * PARTY);
  const second = await shop.visits(clients);
  expect(first.filter((version, index) => version === '2' && second[index] !== '2')).toEqual([]);
  expectShare(second, 1 - 0.8 ** 2);
});
