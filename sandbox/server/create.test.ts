import { expect, it } from 'vitest';
import { systemClock as clock } from '../../kube/clock.ts';
import { seed } from '../bootstrap.ts';
import { Store } from '../store/store.ts';
import { ApiServer } from './api-server.ts';

it('gives up on a generated name when chance is of no help, and says that it is taken', () => {
  let drawn = 0;
  const random = () => {
    drawn++;
    return 0.5;
  };
  const server = new ApiServer({ store: new Store({ history: 10 }), clock, random });
  seed(server, []);
  const create = () =>
    server.handle({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps',
      headers: { 'content-type': 'application/json' },
      body: '{"metadata":{"generateName":"a-"}}',
    });
  expect(create().status).toBe(201);
  drawn = 0;
  expect(create()).toMatchObject({ status: 409, body: expect.stringContaining('already exists') as string });
  expect(drawn).toBeLessThan(100);
});
