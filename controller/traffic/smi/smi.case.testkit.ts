/** Service Mesh Interface, held to the contract: users bring nothing, the TrafficSplit is ours. */
import type { Case } from '../case.testkit.ts';
import { routingBy } from '../routers.testkit.ts';

export const smiCase: Case = { routing: routingBy({ smi: { rootService: 'demo-root' } }), objects: [] };
