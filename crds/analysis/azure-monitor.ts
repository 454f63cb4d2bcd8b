/** The block of Azure Monitor: metrics of one resource, or logs of a workspace. */
import { z } from 'zod';
import { words } from '../kit.ts';
import { interval, secretRef, timeout } from './secret-ref.ts';

export const AzureMonitor = z.object({
  resourceId: z
    .string()
    .optional()
    .describe('Resource whose metric is asked for: /subscriptions/ID/resourceGroups/NAME/providers/…'),
  metricName: z.string().optional().describe('Name of the metric.'),
  metricNamespace: z.string().optional().describe('Namespace of the metric.'),
  aggregation: words(['Average', 'Count', 'Maximum', 'Minimum', 'Total'])
    .default('Average')
    .describe('What is told of each period.'),
  filter: z.string().optional().describe("Filter of dimensions, such as StatusCode eq '500'."),
  timeGrain: z.string().default('FULL').describe('Length of a period in ISO 8601; FULL for one that is the interval.'),
  workspaceId: z.string().optional().describe('Log Analytics workspace that is asked by query.'),
  query: z.string().optional().describe('Query in KQL, for a workspace.'),
  interval: interval(),
  address: z.string().optional().describe('URL of the API, if it is not that of the public cloud.'),
  secretRef: secretRef('the keys tenant-id, client-id and client-secret. Without it the identity of the pod is used'),
  timeout: timeout(),
});
