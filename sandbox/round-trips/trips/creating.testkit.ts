/** Round trips with what `kubectl create` makes by itself, each kind shown as it was stored. */
import { fails, type RoundTrip, type Step, says } from '../round-trip.testkit.ts';

interface Made {
  readonly what: string;
  readonly create: string;
  /** What of it is shown, as JSON paths; the rest is for servers to fill in. */
  readonly shows: string;
  readonly needs?: readonly string[];
  readonly get?: string;
  readonly differs?: string;
}

const MADE: readonly Made[] = [
  {
    what: 'a Deployment',
    create: 'deployment web --image=registry.local/web:1 --replicas=0 --port=80',
    shows: '{.spec}',
  },
  { what: 'a ConfigMap', create: 'configmap web --from-literal=a=1 --from-literal=b.c=2', shows: '{.data}' },
  { what: 'a Secret', create: 'secret generic web --from-literal=a=1', shows: '{.data} {.type}' },
  {
    what: 'a Secret for a registry',
    create: 'secret docker-registry web --docker-server=registry.local --docker-username=me --docker-password=secret',
    shows: '{.data} {.type}',
  },
  {
    what: 'a Job',
    create: 'job web --image=registry.local/job:1 -- run',
    shows: '{.spec.template.spec.containers} {.spec.backoffLimit} {.spec.completions} {.spec.parallelism}',
  },
  {
    what: 'a CronJob',
    create: 'cronjob web --image=registry.local/job:1 --schedule="*/5 * * * *"',
    shows: '{.spec}',
    needs: ['batch/v1', 'policy/v1'],
  },
  {
    what: 'a Role',
    create: 'role web --verb=get,list --resource=pods,deployments.apps --resource-name=a',
    shows: '{.rules}',
  },
  {
    what: 'a RoleBinding',
    create: 'rolebinding web --role=web --user=me --serviceaccount=$NS:default --group=all',
    shows: '{.roleRef} {.subjects}',
  },
  { what: 'a ResourceQuota', create: 'quota web --hard=pods=10,requests.cpu=1', shows: '{.spec}' },
  {
    what: 'a PodDisruptionBudget',
    create: 'poddisruptionbudget web --selector=app=web --min-available=1',
    shows: '{.spec}',
    needs: ['policy/v1'],
  },
  {
    what: 'an Ingress',
    create: 'ingress web --class=own --rule="web.example.com/*=web:80,tls=cert"',
    shows: '{.spec}',
  },
  { what: 'a ServiceAccount', create: 'serviceaccount web', shows: '{.kind}' },
  {
    what: 'a Service',
    create: 'service clusterip web --tcp=80:8080',
    shows: '{.spec.ports} {.spec.selector} {.spec.type} {.spec.sessionAffinity}',
  },
  {
    what: 'a Service with a port on nodes',
    create: 'service nodeport web --tcp=80',
    shows: '{.spec.ports[0].port} {.spec.type}',
  },
  {
    what: 'a Service without an address',
    create: 'service clusterip web --clusterip=None',
    shows: '{.spec.clusterIP} {.spec.type}',
  },
  {
    what: 'a name for another host',
    create: 'service externalname web --external-name=web.example.com',
    shows: '{.spec.externalName} {.spec.type} {.spec.clusterIP}',
  },
];

function tripFor({ what, create, shows, needs, get, differs }: Made): RoundTrip {
  const [kind = ''] = create.split(' ');
  const target = get ?? `${kind} web`;
  const show: Step = { run: `kubectl get ${target} -o jsonpath='${shows}'`, ...(differs && { differs }) };
  return {
    does: `creates ${what}`,
    ...(needs && { needs }),
    steps: [
      says(`kubectl create --dry-run=server ${create}`, /created \(server dry run\)/),
      says(`kubectl create ${create}`, /web created/),
      show,
      fails(`kubectl create ${create}`, /AlreadyExists|already exists/),
      says(`kubectl delete ${target} --wait=false`, /deleted/),
    ],
  };
}

export const CREATING: readonly RoundTrip[] = [
  ...MADE.map(tripFor),
  {
    does: 'creates cluster-wide roles and classes of priority',
    steps: [
      'kubectl create clusterrole $NS --verb=get --resource=nodes --non-resource-url=/healthz',
      "kubectl get clusterrole $NS -o jsonpath='{.rules}'",
      'kubectl create clusterrolebinding $NS --clusterrole=$NS --user=me',
      "kubectl get clusterrolebinding $NS -o jsonpath='{.roleRef} {.subjects}'",
      'kubectl create priorityclass $NS --value=7 --description=some',
      "kubectl get priorityclass $NS -o jsonpath='{.value} {.preemptionPolicy} {.description}'",
      'kubectl delete clusterrole/$NS clusterrolebinding/$NS priorityclass/$NS',
    ],
  },
  {
    does: 'runs a pod, or only tries',
    steps: [
      says('kubectl run web --image=registry.local/web:1 --dry-run=server', /created \(server dry run\)/),
      says(
        "kubectl run web --image=registry.local/web:1 --dry-run=server -o jsonpath='{.spec.restartPolicy} {.status.phase}'",
        /^Always Pending$/,
      ),
      says('kubectl run web --image=registry.local/web:1 --port=80 --labels=app=web --env=A=b', /pod\/web created/),
      says(
        "kubectl get pod web -o jsonpath='{.metadata.labels} {.spec.containers[0].env} {.spec.containers[0].ports}'",
        /"app":"web"/,
      ),
      fails('kubectl run Web --image=registry.local/web:1', /Invalid value: "Web"/),
      says('kubectl expose pod web --port=80', /exposed/),
    ],
  },
  {
    does: 'makes a name up',
    files: {
      'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: generated-}\n',
    },
    steps: [
      says('kubectl create -f a.yaml -o name', /^configmap\/generated-ID$/),
      fails('kubectl apply -f a.yaml', /cannot use generate name with apply/),
    ],
  },
  {
    does: 'refuses what is not valid, and says why',
    files: {
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: []}\n',
      'service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [{port: 0}]}\n',
      'type.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: [1]\n',
      'label.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, labels: {a: "not valid"}}\n',
      'broken.yaml': 'apiVersion: v1\nkind: ConfigMap\n  metadata: [\n',
    },
    steps: [
      fails('kubectl create -f pod.yaml', /spec\.containers: Required value/),
      { ...fails('kubectl create -f service.yaml', /spec\.ports\[0\]\.port: Invalid value: 0/) },
      { ...fails('kubectl create -f type.yaml --validate=false'), differs: 'the decoder’s words' },
      fails('kubectl create -f label.yaml', /metadata\.labels: Invalid value: "not valid"/),
      fails('kubectl create -f broken.yaml', /error parsing broken.yaml/),
    ],
  },
];
