/** What label selectors of lists find. */
import { type Area, get, loose, post } from '../case.testkit.ts';
import { configMap, configMaps, widget, widgets } from '../objects.testkit.ts';

const labelled = (name: string, labels: object) =>
  post(configMaps(), configMap(name, {}, { labels: { in: 'test', ...labels } }), 201);
const four = [
  labelled('a', { app: 'web', tier: 'front' }),
  labelled('b', { app: 'web', tier: 'back' }),
  labelled('c', { app: 'db' }),
  labelled('d', { rank: '5' }),
];

/** Server-made objects such as kube-root-ca.crt have no label `in`. */
const found = (selector: string, names: readonly string[]) =>
  get(configMaps('', `labelSelector=${encodeURIComponent(`in,${selector}`)}`), 200, {
    items: names.map((name) => ({ metadata: { name } })),
  });
const finds = (does: string, selector: string, names: readonly string[]) => ({
  does,
  steps: [...four, found(selector, names)],
});
const WORDS = 'newer servers say the same in other words';
const refuses = (does: string, selector: string) => ({
  does,
  steps: [
    loose(WORDS, get(configMaps('', `labelSelector=${encodeURIComponent(selector)}`), 400, { reason: 'BadRequest' })),
  ],
});

export const labelSelectors: Area = {
  area: 'label selectors',
  cases: [
    finds('finds by equality', 'app=web', ['a', 'b']),
    finds('takes == for =', 'app==db', ['c']),
    finds('finds what has another value or none with !=', 'app!=web', ['c', 'd']),
    finds('finds what is in a set', 'app in (web,db)', ['a', 'b', 'c']),
    finds('finds what is in no set, or has no such label', 'app notin (web)', ['c', 'd']),
    finds('finds what has a label', 'tier', ['a', 'b']),
    finds('finds what lacks a label', '!app', ['d']),
    finds('asks for all of several', 'app=web,tier!=front', ['b']),
    finds('compares numbers', 'rank>4', ['d']),
    finds('compares numbers strictly', 'rank<5', []),
    finds('ignores blanks', ' app  in ( web , db ) , tier ', ['a', 'b']),
    finds('finds an empty value', 'app in (,db)', ['c']),
    {
      does: 'selects custom objects too',
      steps: [
        post(widgets(), widget('a', { spec: {} }, { labels: { app: 'web' } }), 201),
        post(widgets(), widget('b', { spec: {} }, { labels: { app: 'db' } }), 201),
        get(widgets('', 'labelSelector=app%3Ddb'), 200, { items: [{ metadata: { name: 'b' } }] }),
      ],
    },
    refuses('refuses an unknown operator', 'app~web'),
    refuses('refuses a set that does not end', 'app in (web'),
    refuses('refuses an impossible key', 'a b=c'),
    refuses('refuses an impossible value', 'app=_x_'),
    refuses('refuses to compare with what is no number', 'rank>many'),
  ],
};
