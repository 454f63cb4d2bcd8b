/** What the ConfigMap says of plugins: where each is, and how it is reached. Pure. */

import { isObject } from '../../crds/defaults.ts';
import { milliseconds } from '../../crds/duration.ts';
import { parseYaml } from '../../kube/yaml.ts';
import type { PluginKind } from './plugin-contract.ts';

export const SETTINGS_NAME = 'argo-rollouts-config';

/** A plugin that can be asked. */
export interface PluginEntry {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Milliseconds for a whole call. */
  readonly timeout: number;
  /** Name of a Secret with tls.crt and tls.key, and the ca.crt to trust. */
  readonly secret?: string;
  /** PEM of the authorities to trust, before those of the Secret. */
  readonly ca?: string;
}

export type PluginSetting = PluginEntry | { readonly refused: string } | { readonly disabled: true };

export type PluginSettings = Readonly<
  Record<PluginKind, ReadonlyMap<string, PluginSetting> | { readonly refused: string }>
>;

type Fields = Readonly<Record<string, unknown>>;

const TIMEOUT = 5_000;
const LONGEST_TIMEOUT = 30_000;
const PAGE = 'see docs/plugins.md';

/** `data` of the ConfigMap; empty if there is none. */
export function pluginSettings(data: Readonly<Record<string, string>>): PluginSettings {
  return {
    trafficRouterPlugins: listIn(data, 'trafficRouterPlugins'),
    metricProviderPlugins: listIn(data, 'metricProviderPlugins'),
    stepPlugins: listIn(data, 'stepPlugins'),
  };
}

function listIn(data: Readonly<Record<string, string>>, kind: PluginKind): PluginSettings[PluginKind] {
  const refused = (why: string) => ({ refused: `ConfigMap ${SETTINGS_NAME}: ${kind}: ${why}: ${PAGE}` });
  try {
    const list = parseYaml(data[kind] ?? '[]') ?? [];
    if (!Array.isArray(list)) return refused('is no list');
    const all = list.filter(isObject).map((entry) => [String(entry['name'] ?? ''), settingOf(entry)] as const);
    const names = all.map(([name]) => name);
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    return twice === undefined ? new Map(all) : refused(`names ${JSON.stringify(twice)} twice`);
  } catch (error) {
    return refused((error as Error).message);
  }
}

/** What names an endpoint is ours, whatever else it says for the reference. */
function settingOf(entry: Fields): PluginSetting {
  if (entry['disabled'] === true) return { disabled: true };
  const { endpoint, location, timeout, tls = {} } = entry;
  if (endpoint === undefined && location !== undefined) return refuse('is a binary, and binaries are not run');
  const url = typeof endpoint === 'string' ? urlOf(endpoint) : undefined;
  if (!url) return refuse('has no endpoint such as https://plugin.acme.svc:8443');
  const time = timeOf(timeout);
  if (time === undefined) return refuse('has a timeout that is not between 0 and 30s');
  const trust = isObject(tls) ? trustOf(tls) : undefined;
  if (!trust) return refuse('has a tls that holds more than secretRef.name and ca');
  const isPlain = url.protocol === 'http:' && Object.keys(trust).length > 0;
  return isPlain ? refuse('has tls for an http endpoint') : { endpoint: trimmed(url), timeout: time, ...trust };
}

const trimmed = ({ href }: URL): string => href.replace(/\/+$/, '');

function timeOf(timeout: unknown): number | undefined {
  const time = typeof timeout === 'string' ? milliseconds(timeout) : timeout === undefined ? TIMEOUT : undefined;
  return time !== undefined && time > 0 && time <= LONGEST_TIMEOUT ? time : undefined;
}

const refuse = (why: string) => ({ refused: `${why}: ${PAGE}` });

/** Credentials have their place in a Secret: an address ends up in logs. */
function urlOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  return isPlain ? url : undefined;
}

function trustOf({ secretRef, ca }: Fields): Pick<PluginEntry, 'secret' | 'ca'> | undefined {
  const secret = isObject(secretRef) ? secretRef['name'] : secretRef;
  const isText = (value: unknown): value is string | undefined => value === undefined || typeof value === 'string';
  if (!isText(secret) || !isText(ca)) return undefined;
  return { ...(secret !== undefined && { secret }), ...(ca !== undefined && { ca }) };
}
