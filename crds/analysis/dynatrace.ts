/** The block of Dynatrace. */
import { z } from 'zod';
import { insecure } from './http.ts';
import { interval, secretRef, timeout } from './secret-ref.ts';

export const Dynatrace = z.object({
  address: z.string().optional().describe('URL of the environment, such as https://abc12345.live.dynatrace.com.'),
  query: z.string().optional().describe('Metric selector.'),
  entitySelector: z.string().optional().describe('Entities that count.'),
  mzSelector: z.string().optional().describe('Management zones that count.'),
  resolution: z.string().default('Inf').describe('Distance of the points; Inf for one of the whole interval.'),
  interval: interval(),
  secretRef: secretRef('the key dynatrace_token'),
  insecure: insecure(),
  timeout: timeout(),
});
