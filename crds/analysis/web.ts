/** The web provider's block: any HTTP service, or the pods of a revision one by one. */
import { z } from 'zod';
import { anyJson, words } from '../kit.ts';
import { Duration } from '../kubernetes.ts';
import { Authentication, headers, insecure } from './http.ts';

const Target = z.object({
  service: z
    .enum(['canary', 'stable', 'preview'])
    .describe('Whose pods: canary or preview for the new revision, stable for the one before.'),
  port: z.int().describe('Port of the pods.'),
  path: z.string().optional().describe('Path to ask for; without it that of url.'),
});

export const Web = z.object({
  method: words(['GET', 'POST', 'PUT']).default('GET').describe('GET, POST or PUT.'),
  url: z.string().describe('Address to ask.'),
  headers: headers(),
  body: z.string().optional().describe('Body of the request, for POST and PUT.'),
  jsonBody: anyJson().optional().describe('Body of the request as JSON, for POST and PUT.'),
  timeoutSeconds: z.int().default(10).describe('Seconds to wait for the answer.'),
  jsonPath: z.string().default('{$}').describe('Where the value is in the answer, as kubectl writes JSONPath.'),
  insecure: insecure(),
  authentication: Authentication.optional().describe('How to authenticate.'),
  target: Target.optional().describe(
    'Ask each ready pod of a revision, in place of the host in url, which may then be a path. Extension of Sluice.',
  ),
  expectStatus: z
    .array(z.int())
    .optional()
    .describe(
      'Statuses of a good answer. Any other, and no answer at all, is a failed measurement. Extension of Sluice.',
    ),
  expectWithin: Duration.optional().describe(
    'Longest time for a good answer; a slower one is a failed measurement. Extension of Sluice.',
  ),
});
