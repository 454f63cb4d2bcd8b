/** What there is to tell of many objects, to be put behind the registry's text. */
import { setImmediate } from 'node:timers/promises';
import type { KubeObject } from '../../kube/types.ts';
import { headText, type ObjectGauge, seriesText } from './gauges.ts';

/** Objects whose series are written before others get their turn. */
const AT_ONCE = 100;

/**
 * The registry would keep the event loop busy for tenths of a second with the fifty thousand series of five thousand
 * Rollouts.
 */
export async function gaugePage<T extends KubeObject>(
  gauges: readonly ObjectGauge<T>[],
  objects: Iterable<T>,
): Promise<string> {
  const all = [...objects];
  let text = '';
  for (const gauge of gauges) {
    text += headText(gauge);
    for (let start = 0; start < all.length; start += AT_ONCE) {
      for (const object of all.slice(start, start + AT_ONCE)) text += seriesText(gauge, object);
      await setImmediate();
    }
  }
  return text;
}
