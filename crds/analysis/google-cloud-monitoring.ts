/** The block of Google Cloud Monitoring, which was called Stackdriver. */
import { z } from 'zod';
import { words } from '../kit.ts';
import { secretRef, timeout } from './secret-ref.ts';

export const GoogleCloudMonitoring = z.object({
  project: z.string().optional().describe('Project whose metrics are asked for; without it that of the Secret.'),
  query: z.string().optional().describe('Query in PromQL, or in MQL.'),
  language: words(['promql', 'mql']).default('promql').describe('Language of the query.'),
  address: z.string().default('https://monitoring.googleapis.com').describe('URL of the API.'),
  secretRef: secretRef(
    'the keys serviceAccountKey, a key file in JSON, and project. Without that key the account of the pod is used',
  ),
  timeout: timeout(),
});
