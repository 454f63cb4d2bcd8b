/** Contour by `trafficRouting.plugins["argoproj-labs/contour"]`. */
import { CONTOUR_PLUGIN, ContourPlugin } from '../../../crds/rollout/router-plugins.ts';
import type { Place, Router, Unfit } from '../router.ts';
import { type Translation, translatedRouter, unfitBy } from '../rules/translated.ts';
import { type Contour, contour } from './contour.ts';

export const contourPlugin: Router<unknown> = translatedRouter<Contour>({
  ...{ title: `plugins["${CONTOUR_PLUGIN}"]`, can: contour.can, kinds: contour.kinds, release: contour.release },
  translation: (config, place) => {
    const parsed = ContourPlugin.safeParse(config);
    if (!parsed.success) return translated([], unfitBy(parsed.error.issues, config));
    const { httpProxies = [], httpProxy = '' } = parsed.data;
    const names = httpProxies.length > 0 || httpProxy === '' ? httpProxies : [httpProxy];
    return { ...translated(names, flaws(parsed.data, names, place)), ...(names !== httpProxies && { pathOf: alone }) };
  },
});

const alone = (): string => 'httpProxy';

function translated(httpProxies: readonly string[], unfit: readonly Unfit[]): Translation<Contour> {
  const config = { httpProxies: [...httpProxies] };
  return { router: contour, config, selections: [], unfit, pathOf: (path) => path };
}

function flaws({ namespace }: ContourPlugin, names: readonly string[], { rollout }: Place): readonly Unfit[] {
  const home = rollout.namespace;
  const message = `must be that of the Rollout, ${home}: an HTTPProxy has no other Services`;
  return [
    ...(names.length === 0 ? [{ path: 'httpProxies', value: '', message: 'name at least one HTTPProxy' }] : []),
    ...(namespace && namespace !== home ? [{ path: 'namespace', value: namespace, message }] : []),
  ];
}
