/** Makes round trips on a server with kubectl, several at once, each in a namespace of its own. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { normal, type Surroundings } from './normal.testkit.ts';
import type { Journey, Outcome, RoundTrip, Step } from './round-trip.testkit.ts';

export interface Server {
  readonly kubeconfig: string;
  /** A binary of one version: a dispatcher would take another for each server. */
  readonly kubectl: string;
  /** Of the namespaces' names. */
  readonly prefix: string;
}

const AT_ONCE = 2;
/** Milliseconds for one command. */
const LONGEST = 30_000;
/** Milliseconds until what is awaited must have happened. */
const PATIENCE = 20_000;
const PAUSE = 200;

interface Base {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly url: string;
  /** The start of a kubeconfig that only lacks the namespace. */
  readonly context: { readonly cluster: string; readonly user: string };
  readonly kubeconfig: string;
}

/** In the order of the trips. */
export async function journeysOn(server: Server, trips: readonly RoundTrip[]): Promise<readonly Journey[]> {
  const base = await prepared(server);
  try {
    const versions = (await shell('kubectl api-versions', base.folder, base.env)).output.split('\n');
    const namespaces = trips.map((_, index) => `${server.prefix}-${index}`);
    await created(namespaces, base);
    const queue = trips.map((trip, index) => ({ trip, index, namespace: namespaces[index] ?? '' }));
    const journeys: Journey[] = [];
    const traveller = async () => {
      for (let next = queue.shift(); next; next = queue.shift())
        journeys[next.index] = await journey(next.trip, next.namespace, base, versions);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, traveller));
    return journeys;
  } finally {
    // A kubectl sends ten requests at once, and then no more than five a second.
    const ours = `grep -F ${server.prefix}- | xargs -r -n 8 -P 4 kubectl delete --wait=false`;
    await shell(`kubectl get namespaces,customresourcedefinitions -o name | ${ours}`, base.folder, base.env);
    rmSync(base.folder, { recursive: true });
  }
}

async function prepared({ kubeconfig, kubectl }: Server): Promise<Base> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-round-trips-'));
  mkdirSync(join(folder, 'bin'));
  // Otherwise the one on PATH serves.
  if (isAbsolute(kubectl)) symlinkSync(kubectl, join(folder, 'bin', 'kubectl'));
  const path = [join(folder, 'bin'), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter);
  // It lives too briefly for its garbage to be worth collecting.
  const env = { PATH: path, HOME: folder, KUBECONFIG: kubeconfig, GOGC: 'off' };
  const { output } = await shell('kubectl config view --minify -o json', folder, env);
  const view = JSON.parse(output) as {
    contexts: { context: { cluster: string; user: string } }[];
    clusters: { cluster: { server: string } }[];
  };
  const context = view.contexts[0]?.context ?? { cluster: '', user: '' };
  return { folder, env, context, url: view.clusters[0]?.cluster.server ?? '', kubeconfig };
}

/** All at once: then accounts are there by the time pods need them. */
async function created(namespaces: readonly string[], { folder, env }: Base): Promise<void> {
  const items = namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
  writeFileSync(join(folder, 'namespaces.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  const { exit, output } = await shell('kubectl create -f namespaces.json', folder, env);
  if (exit !== 0) throw new Error(output);
}

async function journey(trip: RoundTrip, namespace: string, base: Base, versions: readonly string[]): Promise<Journey> {
  const { does, needs = [], files = {}, steps } = trip;
  if (!needs.every((version) => versions.includes(version))) return { does, outcomes: undefined };
  const folder = mkdtempSync(join(base.folder, 'trip-'));
  for (const [name, text] of Object.entries({ ...files, '.kubeconfig': contextIn(namespace, base) })) {
    if (name.includes('/')) mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text.replaceAll('$NS', namespace));
  }
  const env = {
    ...base.env,
    NS: namespace,
    KUBECONFIG: [join(folder, '.kubeconfig'), base.kubeconfig].join(delimiter),
  };
  const around = { namespace, server: base.url, folder };
  const outcomes: Outcome[] = [];
  for (const step of steps) {
    const outcome = await taken(typeof step === 'string' ? { run: step } : step, env, around);
    outcomes.push(outcome);
    if (outcome.problem) break;
  }
  return { does, outcomes };
}

/** The first of several kubeconfigs says which context holds. */
const contextIn = (namespace: string, { context }: Base): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    contexts: [{ name: 'trip', context: { ...context, namespace } }],
    'current-context': 'trip',
  });

async function taken(step: Step, env: Readonly<Record<string, string>>, around: Surroundings): Promise<Outcome> {
  const end = performance.now() + (step.isPatient ? PATIENCE : 0);
  for (;;) {
    const outcome = judged(step, await shell(step.run, around.folder, env), around);
    if (!outcome.problem || performance.now() > end) return outcome;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function judged(step: Step, { exit, output }: Ended, around: Surroundings): Outcome {
  const { run, exit: wanted = 0, says, differs } = step;
  const text = normal(output, around);
  const outcome = { run, exit, output: text, ...(differs && { differs }) };
  if (exit !== wanted) return { ...outcome, problem: `ends with ${exit}, not ${wanted}` };
  return says && !says.test(text) ? { ...outcome, problem: `does not say ${says}` } : outcome;
}

interface Ended {
  readonly exit: number;
  readonly output: string;
}

/** What it prints, and after that what it complains about: in which order they come is chance. */
function shell(run: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = spawn('sh', ['-c', run], { cwd, env, timeout: LONGEST, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', error: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    texts.error += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ exit: code ?? -1, output: `${texts.out}${texts.error}` }));
  });
}
