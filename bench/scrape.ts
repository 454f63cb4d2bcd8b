/** Reads what a controller measures of itself. */

export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What changed between two looks, or all there is. */
export interface Samples {
  /** Sum over all series that carry these labels. */
  sum(name: string, labels?: Readonly<Record<string, string>>): number;
  /** By the values of some labels, the biggest first. */
  by(name: string, ...labels: readonly string[]): readonly (readonly [string, number])[];
}

export async function scraped(port: number): Promise<readonly Sample[]> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await answer.text();
  return text.split('\n').flatMap((line) => sampleOf(line) ?? []);
}

function sampleOf(line: string): Sample | undefined {
  const [, name, labels = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) return undefined;
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', text = '']) => [key, text] as const);
  return { name, labels: Object.fromEntries(pairs), value: Number(value) };
}

export function between(before: readonly Sample[], after: readonly Sample[]): Samples {
  const signed = [...after, ...before.map((sample) => ({ ...sample, value: -sample.value }))];
  const of = (name: string) => signed.filter((sample) => sample.name === name);
  return {
    sum: (name, labels = {}) =>
      of(name)
        .filter((sample) => Object.entries(labels).every(([key, value]) => sample.labels[key] === value))
        .reduce((total, { value }) => total + value, 0),
    by(name, ...labels) {
      const sums = new Map<string, number>();
      for (const sample of of(name)) {
        const key = labels.map((label) => sample.labels[label]).join(' ');
        sums.set(key, (sums.get(key) ?? 0) + sample.value);
      }
      return [...sums].filter(([, value]) => value > 0).sort(([, one], [, other]) => other - one);
    },
  };
}
