/** The block of Splunk Observability Cloud, which was called SignalFx. */
import { z } from 'zod';
import { interval, secretRef, timeout } from './secret-ref.ts';

export const SignalFx = z.object({
  address: z.string().optional().describe('URL of the API of the realm, such as https://api.us1.signalfx.com.'),
  query: z.string().optional().describe('Program in SignalFlow.'),
  interval: interval(),
  secretRef: secretRef('the key sf_token_key'),
  timeout: timeout(),
});
