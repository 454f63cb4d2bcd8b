/** What is asked of plugins and how they answer, as far as decisions know of it: no endpoints, no certificates. */

export const PLUGINS_VERSION = 'v1';

/** The name of the effect by which plugins are told something: a call, which fails if the plugin does. */
export const PLUGIN_EFFECT = 'plugin';
/** The name of the effect that asks for a step: an owned call, of which a later observation hears what came. */
export const STEP_EFFECT = 'plugin-step';

/** Keys of the ConfigMap that lists plugins. */
export type PluginKind = 'trafficRouterPlugins' | 'metricProviderPlugins' | 'stepPlugins';

export interface PluginCall {
  readonly kind: PluginKind;
  /** As the ConfigMap and the Rollout have it: `acme/edge`. */
  readonly plugin: string;
  /** Below the plugin's endpoint and the version. */
  readonly path: string;
  /** Goes out as JSON. */
  readonly body: object;
}

/** What a router is told. It is written down before, so that it can be taken back once the Rollout is gone. */
export interface ToldCall extends PluginCall {
  /** The uid of the Rollout. */
  readonly owner: string;
  /** Stands for the header and mirror routes among what it is told. */
  readonly routes: string;
}

/** What came of a call. */
export type PluginReply =
  /** The JSON of its answer; null if it had nothing to say. */
  | { readonly answer: unknown }
  /** It answered that it cannot. */
  | { readonly refusal: string }
  /** It did not answer. */
  | { readonly problem: string }
  /** There is no such plugin, or none that can be used. It stays so until somebody changes the settings. */
  | { readonly refused: string }
  /** The settings say that it is not to be asked. */
  | { readonly disabled: true };

/** Where nobody may ask, such as on the command line. */
export const UNASKED: PluginReply = { problem: 'only the controller asks it' };

export interface OwnedCall {
  /** The uid of the object on behalf of which it is made. */
  readonly owner: string;
  readonly call: PluginCall;
}

/** What came of an owned call. */
export interface Heard {
  readonly reply: PluginReply;
  /** When. */
  readonly at: string;
}

/** For observing. */
export interface Plugins {
  /** The namespace in which is written down what routers were told. */
  readonly records: string;
  /** Which routes this process has told a plugin last; undefined if none, or if nobody knows whether it has heard. */
  told(owner: string, plugin: string): string | undefined;
  ask(call: PluginCall): Promise<PluginReply>;
  /** Whether there is such a plugin, without asking it: an empty answer if there is. */
  standing(kind: PluginKind, plugin: string): Promise<PluginReply>;
  /** What came of the last calls of an owner, by their keys. */
  heard(owner: string): Readonly<Record<string, Heard>>;
}
