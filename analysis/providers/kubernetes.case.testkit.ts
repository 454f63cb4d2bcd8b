/** Objects as the Kubernetes API has them: "Deployment v1 apps" of its reference. */
import type { Provider } from '../../crds/analysis/providers.ts';
import type { KubeObject } from '../../kube/types.ts';
import { kubernetes } from './kubernetes.ts';
import { CANARY, type ProviderCase } from './provider-case.testkit.ts';

type Config = NonNullable<Provider['kubernetes']>;

const usual: Config = {
  ...{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'db' },
  jsonPath: '{.status.conditions[?(@.type=="Available")].status}',
};
const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'db', namespace: 'shop' },
  status: {
    readyReplicas: 2,
    conditions: [
      { type: 'Progressing', status: 'Unknown' },
      { type: 'Available', status: 'True' },
    ],
  },
};
const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, data: { key: CANARY } };
const world = { objects: [deployment, secret] satisfies KubeObject[] };

export const kubernetesCase: ProviderCase<Config> = {
  provider: kubernetes,
  config: usual,
  world,
  backend: 'kubernetes',
  rows: [
    { what: 'a field is found', replies: [], gives: { value: 'True', text: '"True"' } },
    {
      what: 'numbers are numbers',
      config: { ...usual, jsonPath: '{.status.readyReplicas}' },
      replies: [],
      gives: { value: 2, text: '2' },
    },
    {
      what: 'a field that is not there is an error',
      config: { ...usual, jsonPath: '{.status.replicas}' },
      replies: [],
      gives: { error: 'could not find jsonPath in Deployment db: replicas is not found' },
    },
    {
      what: 'an object that is not there is an error',
      config: { ...usual, name: 'cache' },
      replies: [],
      gives: { error: 'Deployment cache is not there' },
    },
    {
      what: 'Secrets are not read',
      config: { apiVersion: 'v1', kind: 'Secret', name: 's', jsonPath: '{.data.key}' },
      replies: [],
      gives: { error: 'kubernetes reads no Secrets' },
    },
    {
      what: 'an object has a kind',
      config: { ...usual, kind: '' },
      replies: [],
      gives: { error: 'kubernetes needs apiVersion, kind and name' },
    },
  ],
};
