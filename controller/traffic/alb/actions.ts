/** Actions in annotations of an Ingress: which target groups the load balancer forwards requests to, and in which parts. */
import { type Fields, fieldsOf, isRecord, recordsOf } from '../records.ts';

interface TargetGroup {
  readonly service: string;
  readonly port: string;
  readonly weight: number;
}

export interface Forward {
  readonly groups: readonly TargetGroup[];
  readonly stickiness?: Fields | undefined;
}

/** As the reference writes it, to the last character. */
export function textOf({ groups, stickiness }: Forward): string {
  const TargetGroups = groups.map(({ service, port, weight }) => ({
    ...{ ServiceName: service, ServicePort: port, Weight: weight },
  }));
  return JSON.stringify({
    Type: 'forward',
    ForwardConfig: { TargetGroups, ...(stickiness && { TargetGroupStickinessConfig: stickiness }) },
  });
}

/** Undefined if the text forwards to no service. The load balancer's controller reads names in any case. */
export function forwardIn(text: unknown): Forward | undefined {
  const config = fieldsOf(valueAt(parsed(text), 'ForwardConfig'));
  const groups = recordsOf(valueAt(config, 'TargetGroups')).flatMap(groupOf);
  if (groups.length === 0) return undefined;
  const stickiness = valueAt(config, 'TargetGroupStickinessConfig');
  return { groups, ...(isRecord(stickiness) && { stickiness }) };
}

function parsed(text: unknown): Fields {
  if (typeof text !== 'string') return {};
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return {};
  }
}

function valueAt(fields: Fields, name: string): unknown {
  const found = Object.keys(fields).find((one) => one.toLowerCase() === name.toLowerCase());
  return found === undefined ? undefined : fields[found];
}

/** A group without a weight has the weight 1. */
function groupOf(group: Fields): readonly TargetGroup[] {
  const service = valueAt(group, 'ServiceName');
  const weight = valueAt(group, 'Weight') ?? 1;
  if (typeof service !== 'string' || typeof weight !== 'number') return [];
  return [{ service, port: String(valueAt(group, 'ServicePort') ?? ''), weight }];
}

/** Stable stands last wherever we divide requests, unless the action itself is called like it. */
export function forStableAlone({ groups, stickiness }: Forward, action: string): Forward {
  const stable = groups.find(({ service }) => service === action) ?? groups.at(-1);
  return { groups: stable ? [{ ...stable, weight: 100 }] : [], stickiness };
}
