/** The block of Elasticsearch and OpenSearch. */
import { z } from 'zod';
import { preserved } from '../kit.ts';
import { headers, insecure } from './http.ts';
import { secretRef, timeout } from './secret-ref.ts';

export const Elasticsearch = z.object({
  address: z.string().optional().describe('URL of the server.'),
  index: z.string().optional().describe('Indices to search, with commas and wildcards; all without it.'),
  query: z.string().optional().describe('Query in the syntax of query strings, such as status:[500 TO 599].'),
  interval: z.string().optional().describe('How far query looks back; without it at all documents.'),
  timeField: z.string().default('@timestamp').describe('Field with the time of a document, for interval.'),
  body: preserved<object>().optional().describe('Body of a search in place of query.'),
  jsonPath: z
    .string()
    .optional()
    .describe("Where the value is in a search's answer. Without it the value is how many documents there are."),
  headers: headers(),
  insecure: insecure(),
  secretRef: secretRef('the key api-key, or username and password'),
  timeout: timeout(),
});
