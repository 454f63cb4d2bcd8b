/** What validation says of routers is what they say themselves. */
import { expect, it } from 'vitest';
import { CAPABILITIES } from '../../crds/validate/traffic.ts';
import { routers } from './registry.ts';

it.each(Object.entries(routers))('%s can do what validation lets it do', (name, { can }) => {
  expect(CAPABILITIES[name as keyof typeof routers]).toEqual(can);
});
