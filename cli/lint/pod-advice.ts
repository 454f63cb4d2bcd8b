/** What is better said of pods before they are released: nothing here keeps anybody from running them. */
import { type Finding, joined, warning, when } from '../../crds/validate/finding.ts';

interface Probe {
  readonly periodSeconds?: number;
  readonly failureThreshold?: number;
  readonly initialDelaySeconds?: number;
  readonly timeoutSeconds?: number;
  readonly successThreshold?: number;
}

interface Container {
  readonly name?: string;
  readonly image?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, unknown>> };
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
}

/** As stored: the API server checks it. */
interface Template {
  readonly spec?: { readonly containers?: readonly Container[]; readonly initContainers?: readonly Container[] };
}

type Rule = (container: Container, path: string) => Finding[];

export function podAdvice(template: object | undefined, path: string): Finding[] {
  const { containers = [], initContainers = [] } = (template as Template | undefined)?.spec ?? {};
  const each = (list: readonly Container[], field: string, rules: readonly Rule[]) =>
    list.flatMap((one, index) => rules.flatMap((rule) => rule(one, `${path}.spec.${field}[${index}]`)));
  return [...each(containers, 'containers', RULES), ...each(initContainers, 'initContainers', [unpinned])];
}

const RULES: readonly Rule[] = [unpinned, withoutRequests, withoutReadiness, hastyLiveness, sameProbes];

/** Another pull brings another program, and a rollback brings the same one. */
function unpinned({ image = '' }: Container, path: string): Finding[] {
  const [, tag] = /:([^:/@]*)$/.exec(image) ?? [];
  return when(image !== '' && !image.includes('@') && (tag === undefined || tag === 'latest'), () =>
    warning(joined(path, 'image'), `"${image}" names no version: use a tag other than latest, or a digest`),
  );
}

function withoutRequests({ resources }: Container, path: string): Finding[] {
  const missing = ['cpu', 'memory'].filter((one) => resources?.requests?.[one] === undefined);
  return when(missing.length > 0, () =>
    warning(joined(path, 'resources'), `requests no ${missing.join(' and no ')}: its node may be overfull`),
  );
}

function withoutReadiness({ readinessProbe }: Container, path: string): Finding[] {
  return when(readinessProbe === undefined, () =>
    warning(path, 'no readinessProbe: it receives requests, and counts as available, as soon as it has started'),
  );
}

const LEAST_SECONDS = 10;

/** In seconds, from the first failure until it is one too many. */
const patience = ({ periodSeconds = 10, failureThreshold = 3 }: Probe): number => periodSeconds * failureThreshold;

function hastyLiveness({ livenessProbe }: Container, path: string): Finding[] {
  return when(livenessProbe !== undefined && patience(livenessProbe) < LEAST_SECONDS, () =>
    warning(
      joined(path, 'livenessProbe'),
      `restarts a container after ${patience(livenessProbe ?? {})} s: give it ${LEAST_SECONDS} s or more ` +
        '(periodSeconds * failureThreshold)',
    ),
  );
}

/** A container that is only busy would be restarted where it should be left alone. */
function sameProbes({ livenessProbe, readinessProbe }: Container, path: string): Finding[] {
  if (!livenessProbe || !readinessProbe) return [];
  const isSame = askedBy(livenessProbe) === askedBy(readinessProbe);
  return when(isSame && patience(livenessProbe) <= patience(readinessProbe), () =>
    warning(
      joined(path, 'livenessProbe'),
      'asks what readinessProbe asks and is no more patient: what should only lose its requests is restarted',
    ),
  );
}

function askedBy(probe: Probe): string {
  const { periodSeconds, failureThreshold, initialDelaySeconds, timeoutSeconds, successThreshold, ...handler } = probe;
  return JSON.stringify(Object.entries(handler).sort());
}
