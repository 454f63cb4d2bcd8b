/** The Secret with what a metric system wants to know of whoever asks. */
import { z } from 'zod';

/** `keys` says which keys it may have. */
export const secretRef = (keys: string) =>
  z
    .object({
      name: z.string().optional().describe('Name of the Secret.'),
      namespaced: z.boolean().default(false).describe("Whether it is in the run's namespace and not the controller's."),
    })
    .optional()
    .describe(`Secret with ${keys}.`);

export const timeout = () => z.int().default(30).describe('Seconds to wait for the answer.');

export const interval = () => z.string().default('5m').describe('How far the query looks back.');
