import { writeFileSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { apiVersionOf } from '../../crds/kind.ts';
import { kinds } from '../../crds/kinds.ts';
import { manualClock } from '../../kube/clock.testkit.ts';
import { type Certificate, selfSigned } from '../../sandbox/certificate.ts';
import type { Serving } from './servers.ts';
import { ask, certificateFolder, documented } from './webhook.testkit.ts';
import { webhookServer } from './webhook.ts';

const undone: (() => unknown)[] = [];
afterEach(async () => {
  for (const undo of undone.splice(0).reverse()) await undo();
});

function certificateFiles() {
  const made = certificateFolder();
  undone.push(made.remove);
  return made;
}

async function started(review: (body: unknown) => object | undefined = (body) => ({ got: body }), port = 0) {
  const { files, write, first } = certificateFiles();
  const clock = manualClock();
  const said: string[] = [];
  const log = {
    info: (_: object, message: string) => said.push(message),
    warn: (fields: object, message: string) => said.push(`${message}: ${JSON.stringify(fields)}`),
  };
  const server: Serving = await webhookServer({ port, tls: files, review, clock, log });
  undone.push(() => server.close());
  return { server, files, write, first, clock, said };
}

/** Whether somebody who trusts this certificate alone gets through. */
function shows({ server }: { readonly server: Serving }, { certificate }: Certificate): Promise<boolean> {
  return ask(server.port, certificate, '1').then(
    () => true,
    () => false,
  );
}

function connected(port: number, { certificate: ca }: Certificate): Promise<TLSSocket> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => resolve(socket));
  });
}

/** Files are read in their own time. */
async function eventually(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = performance.now() + 20_000; !(await holds()); ) {
    if (performance.now() > end) throw new Error('not within 20 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('the webhook', () => {
  it('answers a review over TLS', async () => {
    const { server, first } = await started();
    const answer = await ask(server.port, first.certificate, '{"a":"ä"}');
    expect(answer).toEqual({ status: 200, type: 'application/json', text: '{"got":{"a":"ä"}}' });
  });

  it.each<[sentence: string, body: string, options: RequestOptions, status: number]>([
    ['nothing to read', '', {}, 400],
    ['half of an object', '{"a":', {}, 400],
    ['something that is no review', '"stranger"', {}, 400],
    ['another path', '{}', { path: '/' }, 404],
    ['a path that only starts alike', '{}', { path: '/validate/x' }, 404],
    ['another method', '{}', { method: 'PUT' }, 405],
    ['a review that cannot be made', '"broken"', {}, 500],
    ['too much', ' '.repeat(3 * 1024 * 1024 + 1), {}, 413],
    ['too much, piece by piece', ' '.repeat(3 * 1024 * 1024 + 1), { headers: { 'transfer-encoding': 'chunked' } }, 413],
    ['as much as is allowed', `${' '.repeat(3 * 1024 * 1024 - 2)}{}`, {}, 200],
  ])('answers %s with a status', async (_, body, options, status) => {
    const { server, first } = await started((value) => {
      if (value === 'broken') throw new Error('secret');
      return value === 'stranger' ? undefined : { ok: true };
    });
    const answer = await ask(server.port, first.certificate, body, options);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('secret');
    expect((await ask(server.port, first.certificate, '{}')).status).toBe(200);
  });

  it('does not read on when somebody announces too much', async () => {
    const { server, first } = await started();
    const socket = await connected(server.port, first);
    const ended = new Promise((resolve) => socket.on('close', resolve));
    socket.write('POST /validate HTTP/1.1\r\nhost: x\r\ncontent-length: 99999999\r\n\r\n{');
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toMatch(
      /^HTTP\/1\.1 413 .*connection: close/is,
    );
    await ended;
  });

  it('keeps a connection for longer than API servers do', async () => {
    const { server, first } = await started();
    const socket = await connected(server.port, first);
    socket.write('POST /validate HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
    const [, seconds] =
      /keep-alive: timeout=(\d+)/i.exec(String(await new Promise((r) => socket.once('data', r)))) ?? [];
    expect(Number(seconds)).toBeGreaterThan(90);
    socket.destroy();
  });

  it('does not speak without TLS', async () => {
    const { server } = await started();
    await expect(fetch(`http://127.0.0.1:${server.port}/validate`, { method: 'POST', body: '{}' })).rejects.toThrow();
  });

  it('says in one line that its port is in use', async () => {
    const { server } = await started();
    await expect(started(undefined, server.port)).rejects.toThrow(`webhook port ${server.port}: already in use`);
  });

  it('says in one line that it has no certificate', async () => {
    const tls = { key: '/nowhere/tls.key', cert: '/nowhere/tls.crt' };
    const log = { info: () => {}, warn: () => {} };
    const server = webhookServer({ port: 0, tls, review: () => ({}), clock: manualClock(), log });
    await expect(server).rejects.toThrow(/^webhook certificate \/nowhere\/tls\.crt: ENOENT/);
  });
});

describe("the webhook's certificate", () => {
  it('is shown soon after it was renewed', async () => {
    const webhook = await started();
    const renewed = webhook.write(selfSigned(new Date()));
    expect(await shows(webhook, renewed)).toBe(false);
    await webhook.clock.advance(10_000);
    await eventually(() => shows(webhook, renewed));
    expect(await shows(webhook, webhook.first)).toBe(false);
    await eventually(() => webhook.clock.timers === 1);
    await webhook.clock.advance(10_000);
    await eventually(() => webhook.clock.timers === 1);
    expect(webhook.said).toEqual(['webhook shows a new certificate']);
  });

  it('must fit its key from the start', async () => {
    const { files } = certificateFiles();
    writeFileSync(files.key, selfSigned(new Date()).key);
    const log = { info: () => {}, warn: () => {} };
    const server = webhookServer({ port: 0, tls: files, review: () => ({}), clock: manualClock(), log });
    await expect(server).rejects.toThrow(`webhook certificate ${files.cert}: `);
  });

  it('stays while only one of the two files is new', async () => {
    const webhook = await started();
    const renewed = selfSigned(new Date());
    writeFileSync(webhook.files.key, renewed.key);
    await webhook.clock.advance(10_000);
    await eventually(() => webhook.said.length > 0);
    expect(webhook.said[0]).toMatch(/^webhook keeps its certificate: .*key values mismatch/);
    expect(await shows(webhook, webhook.first)).toBe(true);
    writeFileSync(webhook.files.cert, renewed.certificate);
    await eventually(() => webhook.clock.timers === 1);
    await webhook.clock.advance(10_000);
    await eventually(() => shows(webhook, renewed));
  });

  it('is looked at no more once the server is closed', async () => {
    const { server, clock } = await started();
    await server.close();
    expect(clock.timers).toBe(0);
  });
});

describe('the documented configuration', () => {
  const { configuration, service } = documented();
  const [webhook] = configuration.webhooks;

  it('sends every kind that is reviewed', () => {
    const sent = webhook.rules.flatMap(({ apiGroups, apiVersions, resources }) =>
      resources.map((resource) => `${resource}.${apiGroups.join()}/${apiVersions.join()}`),
    );
    const reviewed = Object.values(kinds).map((kind) => `${kind.plural}.${apiVersionOf(kind)}`);
    expect(sent.sort()).toEqual(reviewed.sort());
  });

  it('leads to the Service beside it, and to the path that is served', () => {
    const { name, namespace } = service.metadata;
    expect(webhook.clientConfig.service).toEqual({ name, namespace, path: '/validate' });
    expect(service.spec.ports).toMatchObject([{ port: 443 }]);
  });
});
