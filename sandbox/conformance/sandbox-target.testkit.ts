/** The sandbox as a target: the API server in this process, with its controllers and without a socket. */
import { systemClock as clock, type Random } from '../../kube/clock.ts';
import { seed } from '../bootstrap.ts';
import { startControllers } from '../controllers/start.ts';
import { inProcess } from '../in-process.ts';
import { ApiServer } from '../server/api-server.ts';
import { Store } from '../store/store.ts';
import { diceOf } from './random.testkit.ts';
import type { Target } from './target.testkit.ts';

const HISTORY = 100_000;
const FINE = 2 ** 30;

export function sandboxTarget(onProblem: (what: string, error: unknown) => void): Target & { stop(): Promise<void> } {
  const dice = diceOf(1);
  const random: Random = () => dice.number(FINE) / FINE;
  const server = new ApiServer({ store: new Store({ history: HISTORY }), clock, random });
  seed(server, []);
  const send = inProcess(server);
  const controllers = startControllers({ transport: send, clock, random, onProblem });
  return { name: 'the sandbox', send, stop: () => controllers.stop() };
}
