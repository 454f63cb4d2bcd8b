/** Plugins as the settings have them: found by name, asked over HTTP, and told things by an effect. */
import type { Client } from '../../kube/client.ts';
import type { Clock } from '../../kube/clock.ts';
import type { KubeObject } from '../../kube/types.ts';
import { type Effect, textOf } from './act.ts';
import {
  type OwnedCall,
  PLUGIN_EFFECT,
  PLUGINS_VERSION,
  type PluginCall,
  type PluginReply,
  type Plugins,
  STEP_EFFECT,
  type ToldCall,
} from './plugin-contract.ts';
import { type Line, lineTo, Refusal } from './plugin-http.ts';
import { pluginMemory } from './plugin-memory.ts';
import { recordFor, writeRecord } from './plugin-records.ts';
import { type PluginEntry, type PluginSettings, pluginSettings, SETTINGS_NAME } from './plugin-settings.ts';

export interface DirectoryOptions {
  readonly client: Pick<Client, 'get' | 'create' | 'patch'>;
  /** Of the ConfigMap, of the Secrets that it names, and of the records of what plugins were told. */
  readonly namespace: string;
  readonly clock: Clock;
}

export interface Directory extends Plugins {
  readonly effects: Readonly<Record<string, Effect>>;
  close(): Promise<void>;
}

/** Milliseconds for which settings and certificates are taken as they were read. */
const FRESH = 15_000;

interface Held<T> {
  readonly since: number;
  readonly value: Promise<T>;
}

interface Open {
  readonly line: Line;
  /** What it was made from: another one is made where that changes. */
  readonly from: string;
}

export function pluginDirectory({ client, namespace, clock }: DirectoryOptions): Directory {
  const read = reader({ client, namespace, clock });
  const memory = pluginMemory();
  const { lineFor, close } = switchboard(read, { namespace, clock });
  const settingFor = async (asked: Pick<PluginCall, 'kind' | 'plugin'>) =>
    settingOf(settingsIn(await read('ConfigMap', SETTINGS_NAME)), asked, namespace);
  const call = async (asked: PluginCall, { before, ...more }: CallOptions): Promise<PluginReply> => {
    const found = await settingFor(asked);
    if (!('endpoint' in found)) return found;
    const line = await lineFor(`${asked.kind}/${asked.plugin}`, found);
    await before?.();
    return { answer: await line.post(`/${PLUGINS_VERSION}/${asked.path}`, asked.body, more) };
  };
  const ask = (asked: PluginCall, more: CallOptions = {}) => call(asked, more).catch(failureOf);
  return {
    ask: (asked) => ask(asked),
    standing: async (kind, plugin) => {
      const found = await settingFor({ kind, plugin }).catch(failureOf);
      return 'endpoint' in found ? { answer: null } : found;
    },
    heard: (owner) => memory.of(owner),
    records: namespace,
    told: (owner, plugin) => memory.told(owner, plugin),
    effects: {
      [PLUGIN_EFFECT]: async (input, context) => {
        const asked = input as PluginCall | ToldCall;
        if (!('owner' in asked)) return heardBy(asked, await ask(asked, context));
        const { owner, plugin, routes } = asked;
        const record = recordFor(asked, { namespace, owner, key: context.key });
        // Whether it has heard is not known until it has answered.
        memory.tell(owner, plugin, undefined);
        heardBy(asked, await ask(asked, { ...context, before: () => writeRecord(client, record) }));
        memory.tell(owner, plugin, routes);
      },
      [STEP_EFFECT]: async (input, context) => {
        const { owner, call: asked } = input as OwnedCall;
        if (memory.isDone(owner, context.key)) return;
        memory.keep(owner, context.key, { reply: await ask(asked, context), at: clock.now().toISOString() });
      },
    },
    close,
  };
}

function heardBy({ plugin }: PluginCall, reply: PluginReply): void {
  if (!('answer' in reply)) throw new Error(`plugin ${plugin}: ${whyNot(reply)}`);
}

const failureOf = (error: unknown): PluginReply =>
  error instanceof Refusal ? { refusal: error.message } : { problem: textOf(error) };

type Read = (kind: 'ConfigMap' | 'Secret', name: string) => Promise<KubeObject | undefined>;

/** Reads once for all that ask at the same time; a failure is tried again by the next one. */
function reader({ client, namespace, clock }: DirectoryOptions): Read {
  const held = new Map<string, Held<KubeObject | undefined>>();
  return (kind, name) => {
    const id = `${kind}/${name}`;
    const known = held.get(id);
    if (known && clock.monotonic() - known.since < FRESH) return known.value;
    const value = client.get({ apiVersion: 'v1', kind, namespace, name });
    held.set(id, { since: clock.monotonic(), value });
    value.catch(() => held.delete(id));
    return value;
  };
}

/** Connections to plugins, made anew where settings or certificates have changed. */
function switchboard(read: Read, { namespace, clock }: Pick<DirectoryOptions, 'namespace' | 'clock'>) {
  const open = new Map<string, Open>();
  const lineFor = async (id: string, entry: PluginEntry): Promise<Line> => {
    const secret = entry.secret === undefined ? undefined : await read('Secret', entry.secret);
    if (entry.secret !== undefined && !secret) throw new Error(`Secret ${namespace}/${entry.secret} is not there`);
    const tls = { ...pemsOf(secret), ...(entry.ca !== undefined && { ca: entry.ca }) };
    const from = JSON.stringify([entry, tls]);
    const known = open.get(id);
    if (known?.from === from) return known.line;
    const line = lineTo({ endpoint: entry.endpoint, timeout: entry.timeout, tls, clock });
    open.set(id, { line, from });
    void known?.line.close();
    return line;
  };
  return {
    lineFor,
    close: async () => {
      await Promise.all([...open.values()].map(({ line }) => line.close()));
    },
  };
}

type CallOptions = Parameters<Line['post']>[2] & {
  /** What must be done before there is a call. */
  readonly before?: () => Promise<void>;
};

const whyNot = (reply: Exclude<PluginReply, { readonly answer: unknown }>): string =>
  'disabled' in reply ? 'is disabled' : Object.values(reply).join();

const settingsIn = (object: KubeObject | undefined): PluginSettings =>
  pluginSettings((object as { readonly data?: Readonly<Record<string, string>> } | undefined)?.data ?? {});

function settingOf(settings: PluginSettings, { kind, plugin }: Pick<PluginCall, 'kind' | 'plugin'>, namespace: string) {
  const list = settings[kind];
  if ('refused' in list) return list;
  const refused = `is not among the ${kind} of ConfigMap ${namespace}/${SETTINGS_NAME}: see docs/plugins.md`;
  return list.get(plugin) ?? { refused };
}

function pemsOf(secret: KubeObject | undefined): {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
} {
  const { data = {} } = (secret ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  const pem = (name: string) => data[name] && Buffer.from(data[name], 'base64').toString('utf8');
  const [ca, cert, key] = ['ca.crt', 'tls.crt', 'tls.key'].map(pem);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}
