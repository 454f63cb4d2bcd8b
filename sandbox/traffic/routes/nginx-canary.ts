/** ingress-nginx's canaries: an Ingress that takes some of the requests of another with the same host and path. */
import { cookieNamed, exactly, headerNamed, matching, type Subject } from './conditions.ts';
import type { IngressPath } from './ingress-path.ts';
import { noteProblem, placeAt, type Reading } from './reading.ts';
import type { Backend, Condition } from './route.ts';

const USUAL_TOTAL = 100;

/** What a canary says of itself, whatever the annotations' prefix is. */
interface Canary {
  readonly prefix: string;
  readonly annotations: ReadonlyMap<string, string>;
  /** Where problems with the annotations belong. */
  readonly at: Reading;
}

/** Requests with that go to these backends; without a condition: all others. */
export interface Branch {
  readonly condition?: Condition;
  readonly backends: readonly Backend[];
}

const YES: readonly string[] = ['true', 'True', 'TRUE', '1', 't', 'T'];

export const isCanary = (path: IngressPath): boolean => canaryPrefix(path.annotations) !== undefined;

function canaryPrefix(annotations: ReadonlyMap<string, string>): string | undefined {
  for (const [name, value] of annotations) {
    if (name.endsWith('/canary') && YES.includes(value)) return name;
  }
  return undefined;
}

/** In the order in which they are tried: header, cookie, weight. */
export function canaryBranches(main: IngressPath, path: IngressPath): readonly Branch[] {
  const canary: Canary = {
    prefix: canaryPrefix(path.annotations) ?? '',
    annotations: path.annotations,
    at: placeAt(path.ingress, 'metadata', 'annotations'),
  };
  const backend = path.backend;
  return [
    ...headerConditions(canary).map(branchOf(main.backend, backend)),
    ...alwaysAndNever(cookieSubject(canary)).map(branchOf(main.backend, backend)),
    { backends: weighted(main.backend, backend, canary) },
  ];
}

interface Decision {
  readonly condition: Condition;
  readonly isForCanary: boolean;
}

const branchOf =
  (main: Backend, canary: Backend) =>
  ({ condition, isForCanary }: Decision): Branch => ({ condition, backends: [isForCanary ? canary : main] });

function headerConditions(canary: Canary): readonly Decision[] {
  const name = setting(canary, 'by-header');
  if (!name) return [];
  const subject = headerNamed(name);
  const value = setting(canary, 'by-header-value');
  if (value) return [{ condition: exactly(subject, value), isForCanary: true }];
  const text = setting(canary, 'by-header-pattern');
  if (!text) return alwaysAndNever(subject);
  return [{ condition: matching(subject, { at: canary.at, text, isWhole: false }), isForCanary: true }];
}

function cookieSubject(canary: Canary): Subject | undefined {
  const name = setting(canary, 'by-cookie');
  return name ? cookieNamed(name) : undefined;
}

function alwaysAndNever(subject: Subject | undefined): readonly Decision[] {
  if (!subject) return [];
  return [
    { condition: exactly(subject, 'always'), isForCanary: true },
    { condition: exactly(subject, 'never'), isForCanary: false },
  ];
}

function weighted(main: Backend, backend: Backend, canary: Canary): readonly Backend[] {
  // The controller takes no total below the usual one.
  const total = Math.max(USUAL_TOTAL, numberOf(canary, 'weight-total', USUAL_TOTAL));
  const weight = Math.min(total, numberOf(canary, 'weight', 0));
  return [
    { ...main, weight: total - weight },
    { ...backend, weight },
  ];
}

const setting = ({ prefix, annotations }: Canary, name: string): string | undefined =>
  annotations.get(`${prefix}-${name}`);

function numberOf(canary: Canary, name: string, absent: number): number {
  const text = setting(canary, name);
  if (text === undefined) return absent;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  noteProblem(placeAt(canary.at, `${canary.prefix}-${name}`), `must be a number, 0 or more, not "${text}"`);
  return absent;
}
