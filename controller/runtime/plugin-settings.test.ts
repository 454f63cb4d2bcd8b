import { describe, expect, it } from 'vitest';
import { pluginSettings } from './plugin-settings.ts';

const entryFor = (fields: string) => {
  const list = pluginSettings({ trafficRouterPlugins: `[{name: acme/edge, ${fields}}]` }).trafficRouterPlugins;
  return 'refused' in list ? list : list.get('acme/edge');
};
const refused = (why: string) => ({ refused: `${why}: see docs/plugins.md` });
const ADDRESS = 'has no endpoint such as https://plugin.acme.svc:8443';
const TIME = 'has a timeout that is not between 0 and 30s';

describe('an entry', () => {
  it.each<[fields: string, setting: object]>([
    ['endpoint: "https://a.test:8443/x/"', { endpoint: 'https://a.test:8443/x', timeout: 5_000 }],
    ['endpoint: "http://a.test", timeout: 30s', { endpoint: 'http://a.test', timeout: 30_000 }],
    [
      'endpoint: "https://a.test", tls: {secretRef: {name: mine}, ca: PEM}',
      { endpoint: 'https://a.test', timeout: 5_000, secret: 'mine', ca: 'PEM' },
    ],
    [
      'endpoint: "https://a.test", location: "https://b.test/p", sha256: x',
      { endpoint: 'https://a.test', timeout: 5_000 },
    ],
    ['location: "https://b.test/p"', refused('is a binary, and binaries are not run')],
    ['location: "file:///p"', refused('is a binary, and binaries are not run')],
    ['disabled: true, location: "https://b.test/p"', { disabled: true }],
    ['args: []', refused(ADDRESS)],
    ['endpoint: 5', refused(ADDRESS)],
    ['endpoint: "ftp://a.test"', refused(ADDRESS)],
    ['endpoint: "https://me:secret@a.test"', refused(ADDRESS)],
    ['endpoint: "https://a.test?token=secret"', refused(ADDRESS)],
    ['endpoint: "https://a.test", timeout: 31s', refused(TIME)],
    ['endpoint: "https://a.test", timeout: 0s', refused(TIME)],
    ['endpoint: "https://a.test", timeout: soon', refused(TIME)],
    ['endpoint: "https://a.test", timeout: 5', refused(TIME)],
    ['endpoint: "https://a.test", tls: none', refused('has a tls that holds more than secretRef.name and ca')],
    [
      'endpoint: "https://a.test", tls: {secretRef: {name: 5}}',
      refused('has a tls that holds more than secretRef.name and ca'),
    ],
    ['endpoint: "http://a.test", tls: {ca: PEM}', refused('has tls for an http endpoint')],
  ])('%s', (fields, setting) => expect(entryFor(fields)).toEqual(setting));
});

it('each kind has a list of its own', () => {
  const { metricProviderPlugins, stepPlugins } = pluginSettings({
    metricProviderPlugins: '[{name: acme/edge, endpoint: "https://a.test"}]',
  });
  expect(metricProviderPlugins).toEqual(new Map([['acme/edge', { endpoint: 'https://a.test', timeout: 5_000 }]]));
  expect(stepPlugins).toEqual(new Map());
});

describe('a list', () => {
  it.each<[text: string, why: RegExp]>([
    ['{name: acme/edge}', /^ConfigMap argo-rollouts-config: trafficRouterPlugins: is no list: see docs\/plugins.md$/],
    ['[{name: a/b}, {name: a/b}]', /names "a\/b" twice/],
    ['[', /trafficRouterPlugins: .+: see docs\/plugins.md$/],
  ])('%s is refused whole', (text, why) =>
    expect(pluginSettings({ trafficRouterPlugins: text }).trafficRouterPlugins).toEqual({
      refused: expect.stringMatching(why),
    }),
  );

  it.each(['', '[]', '# none'])('%j has none', (text) =>
    expect(pluginSettings({ trafficRouterPlugins: text }).trafficRouterPlugins).toEqual(new Map()),
  );
});
