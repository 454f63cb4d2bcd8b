/** Round trips that delete, and what goes or stays with it. */
import { eventually, fails, type RoundTrip, type Step, says } from '../round-trip.testkit.ts';
import { CONFIG_MAP, deployment, POD } from './manifests.testkit.ts';

const made = eventually('kubectl get pods --no-headers | wc -l', /^2$/);
const left = (pattern: RegExp) =>
  eventually('kubectl get deployments,replicasets,pods -o name | cut -d/ -f1 | sort | uniq -c', pattern);
const owned = (owner: string, blocks: string) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: child
  ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: ${owner}, uid: UID, blockOwnerDeletion: ${blocks}}]
`;
const gone = (what: string): Step => ({
  run: `kubectl wait --for=delete ${what} --timeout=25s`,
  differs: 'it says something only if there is still something to wait for when it begins',
});
const adopt = (file: string) =>
  `sed "s/UID/$(kubectl get configmap settings -o jsonpath={.metadata.uid})/" ${file} | kubectl create -f -`;

export const DELETING: readonly RoundTrip[] = [
  {
    does: 'deletes a Deployment and all it has made',
    files: { 'a.yaml': deployment('web', 2) },
    steps: ['kubectl create -f a.yaml', made, says('kubectl delete deployment web', /"web" deleted/), left(/^$/)],
  },
  {
    does: 'deletes a Deployment only after all it has made',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      made,
      'kubectl delete deployment web --cascade=foreground --timeout=20s',
      // kubectl has waited for the Deployment itself, and that for everything else.
      says('kubectl get deployments,replicasets,pods -o name', /^$/),
    ],
  },
  {
    does: 'deletes a Deployment and leaves all it has made, for another to take up',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      made,
      'kubectl delete deployment web --cascade=orphan --timeout=20s',
      left(/^ *2 pod\n *1 replicaset\.apps$/),
      says("kubectl get replicasets -o jsonpath='{.items[*].metadata.ownerReferences}'", /^$/),
      'kubectl create -f a.yaml',
      eventually("kubectl get replicasets -o jsonpath='{.items[*].metadata.ownerReferences[*].name}'", /^web$/),
      left(/^ *1 deployment\.apps\n *2 pod\n *1 replicaset\.apps$/),
    ],
  },
  {
    does: 'replaces a pod that is deleted, and lets one go whose label changes',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      made,
      'kubectl delete $(kubectl get pods -o name | head -n 1)',
      made,
      'kubectl label $(kubectl get pods -o name | head -n 1) app=other --overwrite',
      eventually('kubectl get pods --no-headers | wc -l', /^3$/),
      says("kubectl get pods -l app=other -o jsonpath='{.items[*].metadata.ownerReferences}'", /^$/),
    ],
  },
  {
    does: 'deletes what belongs to what is deleted',
    files: { 'a.yaml': CONFIG_MAP, 'child.yaml': owned('settings', 'false') },
    steps: [
      'kubectl create -f a.yaml',
      adopt('child.yaml'),
      'kubectl delete configmap settings',
      gone('configmap/child'),
    ],
  },
  {
    does: 'leaves what belonged to what is deleted alone',
    files: { 'a.yaml': CONFIG_MAP, 'child.yaml': owned('settings', 'true') },
    steps: [
      'kubectl create -f a.yaml',
      adopt('child.yaml'),
      'kubectl delete configmap settings --cascade=orphan --timeout=20s',
      says("kubectl get configmap child -o jsonpath='{.metadata.name}{.metadata.ownerReferences}'", /^child$/),
    ],
  },
  {
    does: 'deletes what belongs to an owner that never was',
    files: { 'child.yaml': owned('nobody', 'false').replace('UID', '00000000-0000-0000-0000-000000000000') },
    steps: ['kubectl create -f child.yaml', gone('configmap/child')],
  },
  {
    does: 'waits for finalizers',
    files: { 'a.yaml': CONFIG_MAP.replace('metadata:', 'metadata:\n  finalizers: [example.com/hold]') },
    steps: [
      'kubectl create -f a.yaml',
      fails('kubectl delete configmap settings --timeout=1s', /timed out waiting/),
      says("kubectl get configmap settings -o jsonpath='{.metadata.deletionTimestamp}'", /TIME/),
      'kubectl patch configmap settings --type=json -p \'[{"op":"remove","path":"/metadata/finalizers"}]\'',
      fails('kubectl get configmap settings', /NotFound/),
    ],
  },
  {
    does: 'deletes by label, all, and nothing',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('settings', 'more'), 'pod.yaml': POD },
    steps: [
      'kubectl create -f a.yaml -f b.yaml -f pod.yaml',
      says('kubectl delete configmaps,pods -l app=shop | sort', /"more" deleted\n.*"settings" deleted\n.*"web"/),
      says('kubectl delete configmaps -l app=shop', /No resources found/),
      fails('kubectl delete configmap settings', /NotFound/),
      says('kubectl delete configmap settings --ignore-not-found', /^$/),
      fails('kubectl delete configmaps', /resource\(s\) were provided, but no name was specified/),
    ],
  },
  {
    does: 'deletes pods at once, and tries it out first',
    files: { 'pod.yaml': POD },
    steps: [
      'kubectl create -f pod.yaml',
      says('kubectl delete pod web --dry-run=server', /deleted \(server dry run\)/),
      'kubectl get pod web -o name',
      says('kubectl delete pod web --now', /"web" deleted/),
      fails('kubectl get pod web', /NotFound/),
      'kubectl create -f pod.yaml',
      says('kubectl delete pod web --force --grace-period=0', /force deleted/),
    ],
  },
  {
    does: 'empties and deletes a namespace',
    files: { 'a.yaml': CONFIG_MAP, 'web.yaml': deployment('web', 1) },
    steps: [
      'kubectl create namespace $NS-other',
      eventually('kubectl get serviceaccounts -n $NS-other -o name', /serviceaccount\/default/),
      'kubectl create -n $NS-other -f a.yaml -f web.yaml',
      eventually('kubectl get pods -n $NS-other -o name', /pod\/web/),
      says('kubectl delete namespace $NS-other --timeout=25s', /deleted/),
      fails('kubectl get namespace $NS-other', /NotFound/),
      says('kubectl get all -n $NS-other', /No resources found/),
    ],
  },
  {
    does: 'says what holds a namespace',
    files: { 'a.yaml': CONFIG_MAP.replace('metadata:', 'metadata:\n  finalizers: [example.com/hold]') },
    steps: [
      'kubectl create namespace $NS-held',
      'kubectl create -n $NS-held -f a.yaml',
      fails('kubectl delete namespace $NS-held --timeout=2s', /timed out/),
      eventually(
        `kubectl get namespace $NS-held -o jsonpath='{range .status.conditions[*]}{.type} {.status} {.reason}: {.message}{"\\n"}{end}'`,
        /finalizers remaining: example.com\/hold in 1 resource instances/,
      ),
      fails('kubectl create configmap late -n $NS-held', /because it is being terminated/),
      'kubectl patch configmap settings -n $NS-held --type=merge -p \'{"metadata":{"finalizers":null}}\'',
      gone('namespace/$NS-held'),
    ],
  },
];
