/** A metric system that misbehaves: each of its paths does so in its own way. */
import { createServer, type RequestListener, type ServerResponse } from 'node:http';
import { freePort, listening } from './analysis-prometheus.testkit.ts';

export interface Misbehaving {
  readonly url: string;
  /** Nobody listens there. */
  readonly nobody: string;
  stop(): void;
}

const MEBIBYTE = 'x'.repeat(1024 * 1024);
/** Milliseconds between the bytes of one that never ends. */
const DRIP = 100;
const MANY = 10_001;

type Way = (response: ServerResponse) => void;

const vector = (...values: readonly string[]): Way => {
  const result = values.map((value, index) => ({ metric: { pod: `web-${index}` }, value: [0, value] }));
  return (response) => response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
};

const status =
  (code: number, text = ''): Way =>
  (response) =>
    response.writeHead(code).end(text);

const text =
  (said: string): Way =>
  (response) =>
    response.end(said);

/** Answers, for ever. */
const dripping: Way = (response) => {
  const drip = setInterval(() => response.write('.'), DRIP);
  response.once('close', () => clearInterval(drip));
};

const pouring: Way = (response) => {
  const pour = () => {
    while (!response.destroyed && response.write(MEBIBYTE));
    response.once('drain', pour);
  };
  pour();
};

const WAYS: Readonly<Record<string, Way>> = {
  good: vector('0.01'),
  many: vector(...Array(300).fill('0.015625')),
  nan: vector('NaN'),
  infinite: vector('+Inf'),
  empty: vector(),
  'too-many': vector(...Array(MANY).fill('1')),
  text: text('"text"'),
  page: text('<html>Log in first</html>'),
  half: text('{"status":"succ'),
  nothing: text(''),
  '500': status(500, 'out of order'),
  '503': status(503),
  '422': status(422, JSON.stringify({ status: 'error', errorType: 'execution', error: 'query timed out' })),
  round: (response) => response.writeHead(302, { location: '/round' }).end(),
  silent: () => {},
  dripping,
  pouring,
  cut: (response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write('{');
    setTimeout(() => response.destroy(), DRIP);
  },
};

const answer: RequestListener = (request, response) => {
  request.resume();
  const [, way = ''] = request.url?.split(/[/?]/) ?? [];
  const does = Object.hasOwn(WAYS, way) ? WAYS[way] : undefined;
  (does ?? status(404))(response);
};

export async function startMisbehaving(): Promise<Misbehaving> {
  const server = createServer(answer);
  const url = await listening(server);
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url, nobody: `http://127.0.0.1:${await freePort()}`, stop };
}
