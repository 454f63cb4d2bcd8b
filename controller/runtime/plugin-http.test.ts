import { describe, expect, it } from 'vitest';
import { systemClock } from '../../kube/clock.ts';
import { type Handler, serving } from '../../kube/servers.testkit.ts';
import { selfSigned } from '../../sandbox/certificate.ts';
import { type LineOptions, lineTo } from './plugin-http.ts';

/** A clock on which only `pass` lets time go by for what waits to be asked again. */
function lineAt(endpoint: string, more: Partial<LineOptions> = {}) {
  let ahead = 0;
  const clock = { after: systemClock.after, monotonic: () => systemClock.monotonic() + ahead };
  const line = lineTo({ endpoint, timeout: 2_000, tls: {}, clock, ...more });
  return { line, pass: (ms: number) => (ahead += ms) };
}

const json =
  (status: number, body: unknown): Handler =>
  (request, response) => {
    request.resume().on('end', () => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  };

const problemOf = (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    (answer) => `answer ${JSON.stringify(answer)}`,
    (error: Error) => error.message,
  );

describe('a call', () => {
  it('goes below the endpoint, as JSON with its key', async () => {
    const heard: unknown[] = [];
    const { url } = await serving((request, response) => {
      let text = '';
      request.on('data', (chunk) => {
        text += String(chunk);
      });
      request.on('end', () => {
        const { 'content-type': type, 'idempotency-key': key } = request.headers;
        heard.push([request.method, request.url, type, key, JSON.parse(text)]);
        response.end('{"a":1}');
      });
    });
    const { line } = lineAt(`${url}/base`);
    expect(await line.post('/v1/x', { b: 2 }, { key: 'k' })).toEqual({ a: 1 });
    expect(await line.post('/v1/x', { b: 2 }, {})).toEqual({ a: 1 });
    expect(heard).toEqual([
      ['POST', '/base/v1/x', 'application/json', 'k', { b: 2 }],
      ['POST', '/base/v1/x', 'application/json', undefined, { b: 2 }],
    ]);
  });

  it.each<[what: string, handler: Handler, said: string]>([
    ['nothing', json(204, ''), 'answer null'],
    ['what is not JSON', json(200, 'hello'), 'answered what is not JSON'],
    ['a refusal', json(409, { message: 'look\n again' }), 'answered 409: look again'],
    ['a long refusal', json(500, { message: 'x'.repeat(999) }), `answered 500: ${'x'.repeat(300)}`],
    ['a refusal that is not JSON', json(502, '<html>'), 'answered 502'],
    ['another address', json(302, ''), 'answered 302'],
    ['too much', json(200, `"${'x'.repeat(1024 * 1024)}"`), 'answered more than 1 MiB'],
  ])('hears of %s', async (_, handler, said) => {
    const { url } = await serving(handler);
    expect(await problemOf(lineAt(url).line.post('/', {}, {}))).toBe(said);
  });

  it('is made again where a connection that was kept is gone', async () => {
    let asked = 0;
    const { url } = await serving((request, response) => {
      asked++;
      if (asked === 2) request.socket.destroy();
      else response.end('1');
    });
    const { line } = lineAt(url);
    expect([await line.post('/', {}, {}), await line.post('/', {}, {}), asked]).toEqual([1, 1, 3]);
  });

  it('ends in time, and spares the plugin the next ones for a while', async () => {
    let asked = 0;
    const { url } = await serving((_, response) => {
      asked++;
      if (asked > 1) response.end('1');
      else response.write('"');
    });
    const { line, pass } = lineAt(url, { timeout: 2_000 });
    expect(await problemOf(line.post('/', {}, {}))).toBe('no answer within 2 s');
    expect(await problemOf(line.post('/', {}, {}))).toBe('no answer within 2 s a moment ago');
    pass(5_000);
    expect([await line.post('/', {}, {}), asked]).toEqual([1, 2]);
  });

  it('ends with the pass that makes it', async () => {
    const { url } = await serving(() => undefined);
    const signal = AbortSignal.abort(new Error('another process has taken over'));
    expect(await problemOf(lineAt(url).line.post('/', {}, { signal }))).toBe('another process has taken over');
  });

  it('says that nobody listens', async () =>
    expect(await problemOf(lineAt('http://127.0.0.1:9').line.post('/', {}, {}))).toBe('connection refused'));
});

describe('TLS', () => {
  const [plugin, controller] = [selfSigned(new Date()), selfSigned(new Date())];
  const tls = { key: plugin.key, cert: plugin.certificate };
  const ours = { ca: plugin.certificate, cert: controller.certificate, key: controller.key };
  const mutual = { ...tls, ca: controller.certificate, requestCert: true, rejectUnauthorized: true };

  it.each<[what: string, server: object, client: LineOptions['tls'], said: RegExp]>([
    ['a plugin that is trusted is asked', tls, { ca: plugin.certificate }, /^answer 1$/],
    ['one that is not is not', tls, {}, /^certificate is not trusted/],
    ['one that wants a certificate sees ours', mutual, ours, /^answer 1$/],
    ['and answers nobody without', mutual, { ca: plugin.certificate }, /^TLS failed|^connection/],
    ['and nobody with another', mutual, { ...ours, ...tls }, /^TLS failed|^connection/],
  ])('%s', async (_, server, client, said) => {
    const { url } = await serving((__, response) => response.end('1'), server);
    expect(await problemOf(lineAt(url, { tls: client }).line.post('/', {}, {}))).toMatch(said);
  });
});
