/** What the metric systems that are asked over HTTP have in common: headers, certificates, credentials. */
import { z } from 'zod';

const OAuth2 = z.object({
  tokenUrl: z.string().optional().describe('Where tokens are issued.'),
  clientId: z.string().optional().describe('Client id.'),
  clientSecret: z.string().optional().describe('Client secret; use an argument from a Secret.'),
  scopes: z.array(z.string()).optional().describe('Scopes to ask for.'),
});

export const Authentication = z.object({
  sigv4: z
    .object({
      region: z.string().optional().describe('AWS region.'),
      profile: z.string().optional().describe('AWS profile.'),
      roleArn: z.string().optional().describe('Role to assume.'),
    })
    .optional()
    .describe('Sign requests for Amazon Managed Prometheus.'),
  oauth2: OAuth2.optional().describe('Get a token by client credentials.'),
  basicAuth: z
    .object({
      username: z.string().optional().describe('User name.'),
      password: z.string().optional().describe('Password; use an argument from a Secret.'),
    })
    .optional()
    .describe('User name and password.'),
});

export const headers = () =>
  z
    .array(z.object({ key: z.string().describe('Name.'), value: z.string().describe('Value.') }))
    .optional()
    .describe('Headers of the request.');

export const insecure = () => z.boolean().default(false).describe("Whether the server's certificate is not checked.");
