/**
 * The sandbox's gateway as a process before real pods: it watches the cluster of a kubeconfig and says first where it
 * listens. Run by traffic-processes.testkit.ts.
 */
import { systemClock as clock } from '../../kube/clock.ts';
import { loadAccess } from '../../kube/config.ts';
import { httpTransport } from '../../kube/http.ts';
import { openPodWire } from '../../sandbox/pod-wire.ts';
import { startTraffic } from '../../sandbox/traffic/traffic.ts';

const [kubeconfig] = process.argv.slice(2);
const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

const http = httpTransport(await loadAccess({ kubeconfig, env: {}, clock }), { clock });
const wire = await openPodWire({ port: 0 });
const onProblem = (what: string, error: unknown) =>
  process.stderr.write(`gateway: ${what}: ${(error as Error).message}\n`);
const traffic = startTraffic({ transport: http.send, clock, random: Math.random, wire, onProblem });
process.stdout.write(`${wire.url}\n`);
await new Promise((resolve) => stop.signal.addEventListener('abort', resolve));
await traffic.stop();
await http.close();
