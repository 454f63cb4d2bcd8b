/** Round trips that look: at objects, at their changes, at the server. */
import { eventually, fails, type RoundTrip, says } from '../round-trip.testkit.ts';
import { CONFIG_MAP, deployment, POD } from './manifests.testkit.ts';

/** Starts a watch, lets things happen once it has begun, and shows what it saw until `last`. */
const watching = (get: string, begun: string, happen: string, last: string): string =>
  [
    `timeout 15 kubectl get ${get} -w --output-watch-events > seen & watch=$!`,
    `until grep -qs ${begun} seen; do sleep 0.1; done`,
    `(${happen}) > /dev/null`,
    `until grep -qs ${last} seen; do sleep 0.1; done`,
    'kill $watch; cat seen',
  ].join('\n');

const OPENAPI = 'the words of descriptions are everybody’s own';

export const READING: readonly RoundTrip[] = [
  {
    does: 'watches objects come, change and go',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml',
      says(
        watching(
          'configmaps -l app=shop',
          'ADDED',
          'kubectl label configmap settings tier=front; kubectl label configmap settings app=other --overwrite',
          'DELETED',
        ),
        /ADDED.*\nMODIFIED.*\nDELETED/,
      ),
      says(watching('configmap settings', 'ADDED', 'kubectl delete configmap settings', 'DELETED'), /ADDED.*\nDELETED/),
    ],
  },
  {
    does: 'prints objects in all forms',
    files: { 'a.yaml': CONFIG_MAP, 'pod.yaml': POD, 'web.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml -f pod.yaml -f web.yaml',
      'kubectl rollout status deployment/web --timeout=20s | tail -n 1',
      says('kubectl get configmap settings -o yaml', /color: red/),
      says('kubectl get configmap settings -o json', /"color": "red"/),
      says('kubectl get configmap settings -o name', /^configmap\/settings$/),
      says("kubectl get configmap settings -o jsonpath='{.data.color}'", /^red$/),
      says("kubectl get configmap settings -o go-template='{{.data.size}}'", /^large$/),
      says('kubectl get configmap settings -o custom-columns=N:.metadata.name,C:.data.color,X:.data.none', /<none>/),
      says('kubectl get configmaps -l app=shop --no-headers', /^settings {2}2 {2}AGE$/),
      says('kubectl get configmaps -l app=shop --show-labels', /app=shop/),
      says('kubectl get configmaps -l app=shop -L app', /APP/),
      says('kubectl get configmaps,pods -l app=shop', /pod\/web/),
      says('kubectl get pods -o wide', /NOMINATED NODE/),
      says('kubectl get deployment web -o wide', /CONTAINERS/),
      says('kubectl get deployment web -o yaml', /progressDeadlineSeconds: 600/),
      says('kubectl get configmaps --sort-by=.metadata.name -l app=shop -o name', /settings/),
    ],
  },
  {
    does: 'finds objects by labels and fields',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('settings', 'more').replace('shop', 'store') },
    steps: [
      'kubectl create -f a.yaml -f b.yaml',
      says("kubectl get configmaps -l 'app in (shop,store)' -o name", /more\nconfigmap\/settings$/),
      says("kubectl get configmaps -l 'app,app!=shop' -o name", /^configmap\/more$/),
      says('kubectl get configmaps --field-selector metadata.name=settings -o name', /^configmap\/settings$/),
      fails(
        'kubectl get configmaps --field-selector data.color=red',
        /is not a known field selector: only "metadata.name", "metadata.namespace"/,
      ),
      fails("kubectl get configmaps -l 'a=b=c'", /unable to parse requirement|found '='/),
      says('kubectl get configmaps -l app=nothing', /No resources found in NAMESPACE namespace/),
      says('kubectl get configmaps -l app --chunk-size=1 -o name', /more\nconfigmap\/settings$/),
    ],
  },
  {
    does: 'says what is not there',
    steps: [
      fails('kubectl get configmap nothing', /Error from server \(NotFound\): configmaps "nothing" not found/),
      says('kubectl get configmap nothing --ignore-not-found', /^$/),
      fails('kubectl get nothings', /the server doesn't have a resource type "nothings"/),
      says('kubectl get configmaps -n nowhere', /No resources found in nowhere namespace/),
      fails('kubectl create configmap a -n nowhere', /namespaces "nowhere" not found/),
      fails('kubectl get --raw /nothing', /could not find the requested resource/),
    ],
  },
  {
    does: 'describes a pod that nobody has scheduled',
    files: { 'pod.yaml': POD },
    steps: [
      'kubectl create -f pod.yaml',
      says('kubectl describe pod web', /Status: *Pending[\s\S]*QoS Class: *Burstable/),
      says('kubectl get pod web', /^NAME.*\nweb {2}0\/1 {2}Pending {2}0 {2}AGE$/),
      says('kubectl get pod web -o yaml', /phase: Pending/),
    ],
  },
  {
    does: 'describes things that only hold data',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml',
      // kubectl shows the data in any order.
      says('kubectl describe configmap settings | sort', /color:[\s\S]*red/),
      'kubectl create secret generic key --from-literal=password=secret',
      says('kubectl describe secret key', /password: *6 bytes/),
      'kubectl create service clusterip web --tcp=80:8080',
      { run: 'kubectl describe service web', differs: 'fields of two IP families came after 1.20' },
      { run: 'kubectl describe namespace $NS', says: /Status: *Active/ },
    ],
  },
  {
    does: 'asks for what only a running pod has',
    files: { 'pod.yaml': POD },
    steps: [
      'kubectl create -f pod.yaml',
      // A pod without a node has no output yet, which is no error.
      says('kubectl logs web', /^$/),
      says('kubectl logs web -c main --tail=1', /^$/),
      fails('kubectl logs web -c nothing', /container nothing is not valid for pod web/),
      fails('kubectl logs nothing', /pods "nothing" not found/),
      fails('kubectl exec web -- true', /pod web does not have a host assigned/),
    ],
  },
  {
    does: 'waits for conditions, for fields, and for the end',
    files: { 'a.yaml': deployment('web', 0), 'b.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml -f b.yaml',
      says('kubectl wait --for=condition=Available deployment/web --timeout=20s', /condition met/),
      says(
        "kubectl wait --for=jsonpath='{.status.observedGeneration}'=1 deployment/web --timeout=20s",
        /condition met/,
      ),
      fails('kubectl wait --for=condition=Nothing deployment/web --timeout=1s', /timed out waiting for the condition/),
      fails('kubectl wait --for=delete configmap/settings --timeout=1s', /timed out/),
      '(sleep 0.5; kubectl delete configmap settings > deleted) & kubectl wait --for=delete configmap/settings --timeout=20s; wait',
      fails('kubectl wait --for=condition=Available deployment/none --timeout=1s', /NotFound/),
    ],
  },
  {
    does: 'shows what has happened',
    files: { 'a.yaml': deployment('web', 1) },
    steps: [
      'kubectl create -f a.yaml',
      eventually('kubectl get events -o name | wc -l', /^2$/),
      says('kubectl get events --sort-by=.reason', /ScalingReplicaSet[\s\S]*SuccessfulCreate/),
      says(
        "kubectl get events --field-selector involvedObject.kind=Deployment -o jsonpath='{.items[*].reason}'",
        /^ScalingReplicaSet$/,
      ),
      'kubectl events --for=deployment/web',
    ],
  },
  {
    does: 'explains built-in kinds',
    steps: [
      says(
        'kubectl explain deployment.spec.replicas --output=plaintext-openapiv2 | grep -E "^(KIND|VERSION|FIELD)"',
        /FIELD: *replicas <integer>/,
      ),
      says(
        'kubectl explain deployment.spec.strategy --output=plaintext-openapiv2 | grep "<"',
        /rollingUpdate\s+<Object>/,
      ),
      {
        ...says('kubectl explain pod.spec.containers --output=plaintext-openapiv2 | grep -c "<"', /^\d\d$/),
        differs: 'later versions have more',
      },
      { ...says('kubectl explain deployment.spec.replicas', /replicas/), differs: OPENAPI },
      fails('kubectl explain deployment.spec.nothing --output=plaintext-openapiv2', /field "nothing" does not exist/),
      fails('kubectl explain nothings', /the server doesn't have a resource type/),
    ],
  },
  {
    does: 'asks what it may do and who it is',
    steps: [
      says('kubectl auth can-i create pods', /^yes$/),
      says('kubectl auth can-i get configmaps --subresource=status', /^yes$/),
      says('kubectl auth can-i "*" "*" --all-namespaces', /^yes$/),
      {
        run: 'kubectl auth can-i --list --no-headers | head -n 1',
        says: /\*\.\*/,
        differs: 'order and rules are the server’s',
      },
    ],
  },
  {
    does: 'asks for what the server has',
    steps: [
      says(
        'kubectl api-resources --api-group=apps --no-headers',
        /deployments\s+deploy\s+apps\/v1\s+true\s+Deployment/,
      ),
      {
        ...says('kubectl api-resources --namespaced=false -o name', /namespaces/),
        differs: 'kinds come with versions',
      },
      { ...says('kubectl api-versions', /apps\/v1/), differs: 'versions come and go' },
      { ...says('kubectl version -o json', /"serverVersion"/), differs: 'another version' },
      {
        ...says('kubectl cluster-info', /Kubernetes control plane.* is running at/),
        differs: 'services of the cluster',
      },
      says('kubectl get --raw /healthz', /^ok$/),
      says('kubectl get --raw /readyz', /^ok$/),
      says('kubectl get --raw /livez', /^ok$/),
      says('kubectl get --raw /api/v1/namespaces/$NS/configmaps/nothing 2>&1 | head -c 60', /not found|NotFound/),
      says('kubectl get all', /No resources found in NAMESPACE namespace/),
      says('kubectl get namespaces default kube-system -o name', /namespace\/default\nnamespace\/kube-system/),
      says(
        "kubectl get service kubernetes -n default -o jsonpath='{.spec.ports[*].name} {.spec.ports[*].port}'",
        /^https 443$/,
      ),
    ],
  },
];
