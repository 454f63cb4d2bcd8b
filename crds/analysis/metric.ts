/** A metric: what is measured, how often, and when it has failed. */
import { z } from 'zod';
import { intOrString, strings } from '../kit.ts';
import { Evidence } from './evidence.ts';
import { Provider } from './providers.ts';

const limit = () => intOrString();

export const Metric = z.object({
  name: z.string().describe('Name of the metric.'),
  interval: z.string().optional().describe('Time between measurements, such as 30s. Needed when count is above 1.'),
  initialDelay: z.string().optional().describe('Time before the first measurement.'),
  count: limit().optional().describe('How often to measure. Without it once, or for ever if there is an interval.'),
  successCondition: z.string().optional().describe('Expression over result that is true for a good measurement.'),
  failureCondition: z.string().optional().describe('Expression over result that is true for a bad measurement.'),
  failureLimit: limit().default(0).describe('How many failed measurements are tolerated; -1 tolerates any number.'),
  inconclusiveLimit: limit().default(0).describe('How many inconclusive measurements are tolerated.'),
  consecutiveErrorLimit: limit().default(4).describe('How many errors in a row are tolerated.'),
  consecutiveSuccessLimit: limit()
    .default(0)
    .describe('How many good measurements in a row end the metric successfully; 0 for never.'),
  queries: strings()
    .optional()
    .describe("Queries by name, for formula; each takes the place of the provider's query. Extension of Sluice."),
  formula: z
    .string()
    .optional()
    .describe('Formula over the named queries; its value is the result that conditions see. Extension of Sluice.'),
  evidence: Evidence.optional().describe(
    'A verdict that holds however often one looks, in place of the conditions. Extension of Sluice.',
  ),
  provider: Provider.describe('Metric system to ask. Set exactly one.'),
});
export type Metric = z.infer<typeof Metric>;
