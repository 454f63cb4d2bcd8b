/** The Application custom resource: objects kept equal to Git. It has no status subresource; operation is its request slot. */
import type { Kind } from '../kind.ts';
import { Operation } from './operation.ts';
import { ApplicationSpec } from './spec.ts';
import { ApplicationStatus } from './status.ts';

export const application = {
  kind: 'Application',
  plural: 'applications',
  shortNames: ['app', 'apps'],
  scope: 'Namespaced',
  about: 'Objects in a cluster that are kept equal to Git.',
  spec: ApplicationSpec.describe('What is kept equal to what.'),
  status: ApplicationStatus.optional().describe('How equal it is.'),
  others: { operation: Operation.optional().describe('A sync that somebody asks for.') },
  columns: [
    { name: 'Sync Status', type: 'string', jsonPath: '.status.sync.status', description: 'Whether it equals Git.' },
    { name: 'Health Status', type: 'string', jsonPath: '.status.health.status', description: 'Health of the whole.' },
    { name: 'Revision', type: 'string', jsonPath: '.status.sync.revision', description: 'Revision.', priority: 10 },
    { name: 'Project', type: 'string', jsonPath: '.spec.project', description: 'Project.', priority: 10 },
  ],
} as const satisfies Kind;
