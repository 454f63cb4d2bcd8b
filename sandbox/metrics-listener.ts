/** Prometheus' query interface behind a socket. */
import type { Clock } from '../kube/clock.ts';
import { answer, bodyIn, type Loopback, type LoopbackOptions, listenOnLoopback } from './loopback.ts';
import type { MetricsHandler } from './metrics/api.ts';

type Ports = Pick<LoopbackOptions, 'port' | 'isOptional'>;

/** Queries are texts that people write. */
const MOST_BODY = 64 * 1024;
const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST']);

export function listenForQueries(ports: Ports, metrics: MetricsHandler, clock: Clock): Promise<Loopback> {
  return listenOnLoopback({
    ...ports,
    async handle(request, response) {
      const [path = '/', ...query] = (request.url ?? '/').split('?');
      const form = await bodyIn(request, MOST_BODY);
      if (!METHODS.has(request.method)) return answer(response, 405, 'only GET and POST\n');
      if (form === undefined) return answer(response, 413, 'a query may have 64 KiB\n', { connection: 'close' });
      const asked = [query.join('?'), form].filter((text) => text !== '').join('&');
      const { status, body } = metrics(path, asked, clock.now().getTime());
      answer(response, status, typeof body === 'string' ? body : JSON.stringify(body));
    },
  });
}
