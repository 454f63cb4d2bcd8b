/** Output as it is on every server: what is made up by chance or by the clock is replaced by what it stands for. */

export interface Surroundings {
  readonly namespace: string;
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  readonly folder: string;
}

/** Hash labels and the tails of generated names are made of these, so that they form no words. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
const AGE = '(?:\\d+[dhms]){1,2}|<invalid>|<unknown>';

const RULES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, 'TIME'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, 'TIME'],
  [/(resourceVersion"?: *)"?\d+"?/g, '$1VERSION'],
  [new RegExp(`-${SAFE}{8,10}-${SAFE}{5}\\b`, 'g'), '-HASH-POD'],
  [new RegExp(`\\b${SAFE}{8,10}\\b`, 'g'), 'HASH'],
  [new RegExp(`(\\bjob-\\w+|generated)-${SAFE}{5}\\b`, 'g'), '$1-ID'],
  [/\b10\.96\.\d+\.\d+\b/g, 'ADDRESS'],
  [/:3\d{4}\/(TCP|UDP)/g, ':PORT/$1'],
  [/(nodePort"?: *|NodePort: .* )3\d{4}/g, '$1PORT'],
  [new RegExp(`(^|[\\s(])(?:${AGE})(?=[\\s)]|$)`, 'gm'), '$1AGE'],
  [/^(\s*\S.*?) +$/gm, '$1'],
  [/ {2,}(?=\S)/g, '  '],
  [/^-{3,}.*$/gm, '---'],
  // Said when a kind goes while kubectl learns which there are.
  [/^E\d{4} .*memcache\.go.*\n?/gm, ''],
  // Said by chance when kubectl itself ends a watch: it depends on which of its own parts notices first.
  [/^[EI]\d{4} .*reflector\.go.*(?:very short watch|context deadline exceeded).*\n?/gm, ''],
];

export function normal(text: string, { namespace, server, folder }: Surroundings): string {
  const named = text
    .replaceAll(folder, 'FOLDER')
    .replaceAll(namespace, 'NAMESPACE')
    .replaceAll(server, 'SERVER')
    .replaceAll(server.replace(/^https?:\/\//, ''), 'SERVER');
  return RULES.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), named).trimEnd();
}
