/** The block of Grafana Loki. */
import { z } from 'zod';
import { headers, insecure } from './http.ts';
import { secretRef, timeout } from './secret-ref.ts';

export const Loki = z.object({
  address: z.string().optional().describe('URL of the server.'),
  query: z.string().optional().describe('Metric query in LogQL.'),
  tenantId: z.string().optional().describe('Tenant, as X-Scope-OrgID.'),
  rangeQuery: z
    .object({
      start: z.string().optional().describe('Start of the range, an expression such as now() - duration("1h").'),
      end: z.string().optional().describe('End of the range, an expression such as now().'),
      step: z.string().optional().describe('Distance of the samples, such as 1m.'),
    })
    .optional()
    .describe('Ask for a range instead of the value now.'),
  headers: headers(),
  insecure: insecure(),
  secretRef: secretRef('the key token, or username and password'),
  timeout: timeout(),
});
