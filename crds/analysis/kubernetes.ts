/** The kubernetes provider's block: a field of any object of the cluster. */
import { z } from 'zod';

export const Kubernetes = z.object({
  apiVersion: z.string().describe('API version of the object, such as apps/v1.'),
  kind: z.string().describe('Kind of the object. Secrets are not read.'),
  name: z.string().describe("Name of the object, which is in the run's namespace or in none."),
  jsonPath: z.string().default('{$}').describe('Where the value is in the object, as kubectl writes JSONPath.'),
});
