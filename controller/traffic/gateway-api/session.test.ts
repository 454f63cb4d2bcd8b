/** Clients that a managed route has served go on with the session that they had. */
import { describe, expect, it } from 'vitest';
import { PLACE, route, splitAt } from '../routers.testkit.ts';
import { both, config, HEADER, rulesOf, steered } from './gateway.testkit.ts';
import { gatewayApi } from './gateway-api.ts';

const long = 'x'.repeat(126);

describe('session persistence', () => {
  it.each<[string, object, object | undefined]>([
    [
      'has a cookie of its own',
      { type: 'Cookie', cookie: { name: 's', path: '/' } },
      { type: 'Cookie', cookie: { name: 's-hdr', path: '/' } },
    ],
    [
      'has a session of its own in older fields',
      { sessionName: 's', idleTimeout: '1h' },
      { sessionName: 's-hdr', idleTimeout: '1h' },
    ],
    [
      'stays where the gateway makes up the name',
      { type: 'Cookie', cookie: { lifetimeType: 'Session' } },
      { type: 'Cookie', cookie: { lifetimeType: 'Session' } },
    ],
    ['is left out with a header that clients send', { type: 'Header', header: { name: 'x-session' } }, undefined],
    ['is left out with such a header in older fields', { type: 'Header', sessionName: 'x-session' }, undefined],
    ['is left out where its name would be too long', { sessionName: long }, undefined],
  ])('of a header route %s', (_, sessionPersistence, expected) => {
    const split = splitAt(20, { headerRoutes: [HEADER] });
    const found = steered(split, route([{ ...both, sessionPersistence }]));
    expect(rulesOf(found).map((rule) => rule['sessionPersistence'])).toEqual([expected, sessionPersistence]);
    expect(gatewayApi.render(config, PLACE, split, [found]).actions).toEqual([]);
  });

  it('of a mirror route has another name, too', () => {
    const mirror = { name: 'mirror', match: [{ method: { exact: 'GET' } }], percentage: 1 };
    const sessionPersistence = { type: 'Cookie', cookie: { name: 's' } };
    const found = steered(splitAt(20, { mirrorRoutes: [mirror] }), route([{ ...both, sessionPersistence }]));
    expect(rulesOf(found).map((rule) => rule['sessionPersistence'])).toEqual([
      { type: 'Cookie', cookie: { name: 's-mirror' } },
      sessionPersistence,
    ]);
  });
});
