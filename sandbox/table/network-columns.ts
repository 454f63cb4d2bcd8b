/** The columns of what pods are reached by. */
import type { ApiObject, JsonObject } from '../api/object.ts';
import type { Column } from '../kinds/kind.ts';
import { AGE, labelsText, NAME, selectorText, shortList, text, wide } from './column.ts';
import { at, listAt, numberAt, textAt, textsAt } from './reading.ts';

const MOST_SHOWN = 3;

export const SERVICE_COLUMNS: readonly Column[] = [
  NAME,
  text('Type', 'How the service is reached.', (object) => textAt(object, 'spec', 'type')),
  text(
    'Cluster-IP',
    'Its address inside the cluster.',
    (object) => textsAt(object, 'spec', 'clusterIPs')[0] ?? '<none>',
  ),
  text('External-IP', 'Its addresses outside the cluster.', externalAddress),
  text(
    'Port(s)',
    'Ports it listens on.',
    (object) => listAt(object, 'spec', 'ports').map(portText).join(',') || '<none>',
  ),
  AGE,
  wide('Selector', 'Labels of the pods behind it.', (object) => labelsText(object, 'spec', 'selector')),
];

function externalAddress(service: ApiObject): string {
  const given = textsAt(service, 'spec', 'externalIPs');
  switch (textAt(service, 'spec', 'type')) {
    case 'ClusterIP':
    case 'NodePort':
      return given.join(',') || '<none>';
    case 'LoadBalancer':
      return [...balancers(service), ...given].join(',') || '<pending>';
    case 'ExternalName':
      return textAt(service, 'spec', 'externalName');
    default:
      return '<unknown>';
  }
}

/** The addresses that a load balancer was given, each once. */
function balancers(object: ApiObject): readonly string[] {
  const all = listAt(object, 'status', 'loadBalancer', 'ingress');
  const addresses = all.map((one) => textAt(one, 'ip') || textAt(one, 'hostname')).filter((one) => one !== '');
  return [...new Set(addresses)].sort();
}

function portText(port: JsonObject): string {
  const node = numberAt(port, 'nodePort');
  return `${numberAt(port, 'port')}${node > 0 ? `:${node}` : ''}/${textAt(port, 'protocol')}`;
}

export const ENDPOINTS_COLUMNS: readonly Column[] = [NAME, text('Endpoints', 'Addresses and ports.', endpoints), AGE];

function endpoints(object: ApiObject): string {
  const subsets = listAt(object, 'subsets');
  if (subsets.length === 0) return '<none>';
  return shortList(subsets.flatMap(subsetAddresses), MOST_SHOWN, ',');
}

function subsetAddresses(subset: JsonObject): readonly string[] {
  const addresses = listAt(subset, 'addresses').map((one) => textAt(one, 'ip'));
  const ports = listAt(subset, 'ports').map((one) => numberAt(one, 'port'));
  if (ports.length === 0) return addresses;
  return ports.flatMap((port) => addresses.map((ip) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`));
}

export const ENDPOINT_SLICE_COLUMNS: readonly Column[] = [
  NAME,
  text('AddressType', 'What kind of addresses it holds.', (object) => textAt(object, 'addressType')),
  text('Ports', 'Ports of every address.', (object) =>
    orUnset(shortList(listAt(object, 'ports').map(slicePort), MOST_SHOWN, ',')),
  ),
  text('Endpoints', 'Addresses.', (object) =>
    orUnset(
      shortList(
        listAt(object, 'endpoints').flatMap((one) => textsAt(one, 'addresses')),
        MOST_SHOWN,
        ',',
      ),
    ),
  ),
  AGE,
];

const orUnset = (value: string): string => value || '<unset>';

function slicePort(port: JsonObject): string {
  const number = at(port, 'port');
  if (typeof number === 'number') return String(number);
  const name = at(port, 'name');
  return typeof name === 'string' ? name : '*';
}

export const INGRESS_COLUMNS: readonly Column[] = [
  NAME,
  text('Class', 'Class that serves it.', (object) => textAt(object, 'spec', 'ingressClassName') || '<none>'),
  text('Hosts', 'Hosts that requests are for.', hosts),
  text('Address', 'Addresses it is reached at.', (object) => balancers(object).join(',')),
  text('Ports', 'Ports it listens on.', (object) => (listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80')),
  AGE,
];

function hosts(ingress: ApiObject): string {
  const rules = listAt(ingress, 'spec', 'rules');
  const named = rules.flatMap((rule, index) => (textAt(rule, 'host') === '' ? [] : [{ rule, index }]));
  const shown = named.slice(0, MOST_SHOWN);
  if (shown.length === 0) return '*';
  const text = shown.map(({ rule }) => textAt(rule, 'host')).join(',');
  // The server counts rules, with and without hosts, once it has seen enough hosts.
  const isCut = shown.length === MOST_SHOWN && (shown.at(-1)?.index ?? 0) < rules.length - 1;
  return isCut ? `${text} + ${rules.length - MOST_SHOWN} more...` : text;
}

export const INGRESS_CLASS_COLUMNS: readonly Column[] = [
  NAME,
  text('Controller', 'What serves the class.', (object) => textAt(object, 'spec', 'controller')),
  text('Parameters', 'Object with more of its settings.', parameters),
  AGE,
];

function parameters(object: ApiObject): string {
  const reference = at(object, 'spec', 'parameters');
  if (reference === undefined) return '<none>';
  const group = at(reference, 'apiGroup');
  const kind = `${textAt(reference, 'kind')}${typeof group === 'string' ? `.${group}` : ''}`;
  return `${kind}/${textAt(reference, 'name')}`;
}

export const NETWORK_POLICY_COLUMNS: readonly Column[] = [
  NAME,
  text('Pod-Selector', 'Labels of the pods it is for.', (object) => selectorText(object, 'spec', 'podSelector')),
  AGE,
];
