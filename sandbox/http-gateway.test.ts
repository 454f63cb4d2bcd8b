import { expect, it } from 'vitest';
import { keptAgent, listenForUsers } from './http-gateway.ts';

it('the gateway hands on the cookies that it has clients remember', async () => {
  const agent = keptAgent();
  const users = await listenForUsers({ port: 0 }, agent);
  try {
    users.users(() => Promise.resolve({ status: 200, milliseconds: 0, cookies: ['a=b; Path=/', 'c=d\n'] }));
    const { headers } = await fetch(users.url);
    expect(headers.getSetCookie()).toEqual(['a=b; Path=/', 'c=d?']);
  } finally {
    await users.close();
    agent.destroy();
  }
});
