/** Round trips that apply, compare and replace. */
import { fails, type RoundTrip, says } from '../round-trip.testkit.ts';
import { CONFIG_MAP, deployment } from './manifests.testkit.ts';

const DATA = "kubectl get configmap settings -o jsonpath='{.data}'";

export const APPLYING: readonly RoundTrip[] = [
  {
    does: 'applies, applies again, changes, and removes a field',
    files: {
      'a.yaml': CONFIG_MAP,
      'b.yaml': CONFIG_MAP.replace('red', 'blue'),
      'c.yaml': CONFIG_MAP.replace('  size: large\n', ''),
    },
    steps: [
      says('kubectl apply -f a.yaml', /settings created/),
      says('kubectl apply -f a.yaml', /settings unchanged/),
      says('kubectl apply -f b.yaml', /settings configured/),
      says(DATA, /"color":"blue".*"size":"large"/),
      says('kubectl apply -f c.yaml', /settings configured/),
      says(DATA, /^\{"color":"red"\}$/),
    ],
  },
  {
    does: 'keeps what others have added when it applies',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('  size: large\n', '') },
    steps: [
      'kubectl apply -f a.yaml',
      'kubectl patch configmap settings --type=merge -p \'{"data":{"theirs":"kept"}}\'',
      'kubectl apply -f b.yaml',
      says(DATA, /^\{"color":"red","theirs":"kept"\}$/),
    ],
  },
  {
    does: 'applies a Deployment whose containers change by name',
    files: {
      'a.yaml': deployment('web', 0),
      'b.yaml': `${deployment('web', 0)}      - {name: side, image: "registry.local/side:1"}\n`,
    },
    steps: [
      'kubectl apply -f a.yaml',
      'kubectl set image deployment/web main=registry.local/web:2',
      'kubectl apply -f b.yaml',
      says("kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'", /^main side$/),
      says("kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'", /web:1$/),
      'kubectl apply -f a.yaml',
      says("kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'", /^main$/),
    ],
  },
  {
    does: 'shows and edits what was last applied',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue') },
    steps: [
      'kubectl apply -f a.yaml',
      says('kubectl apply view-last-applied configmap settings', /color: red/),
      'kubectl apply set-last-applied -f b.yaml',
      says('kubectl apply view-last-applied configmap settings -o json', /"color": "blue"/),
    ],
  },
  {
    does: 'applies on the server, and meets a conflict',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue') },
    steps: [
      says('kubectl apply --server-side --field-manager=one -f a.yaml', /settings serverside-applied/),
      fails('kubectl apply --server-side --field-manager=two -f b.yaml', /conflict with "one"[\s\S]*\.data\.color/),
      says('kubectl apply --server-side --field-manager=two --force-conflicts -f b.yaml', /serverside-applied/),
      says(DATA, /"color":"blue"/),
      fails('kubectl apply --server-side --field-manager=one -f a.yaml', /conflict with "two"/),
    ],
  },
  {
    does: 'meets conflicts with several managers and fields at once',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue').replace('large', 'small') },
    steps: [
      'kubectl apply --server-side --field-manager=one -f a.yaml',
      'kubectl patch configmap settings --field-manager=edits --type=merge -p \'{"data":{"size":"tiny"}}\'',
      fails('kubectl apply --server-side --field-manager=two -f b.yaml', /2 conflicts/),
    ],
  },
  {
    does: 'shows who owns which field',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl apply --server-side --field-manager=one -f a.yaml',
      'kubectl label configmap settings tier=front --field-manager=two',
      says('kubectl get configmap settings -o yaml --show-managed-fields', /f:tier[\s\S]*manager: two/),
    ],
  },
  {
    does: 'goes over from applying by itself to applying on the server',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('  size: large\n', '') },
    steps: [
      'kubectl apply -f a.yaml',
      says('kubectl apply --server-side -f b.yaml', /serverside-applied/),
      { run: DATA, says: /color/ },
    ],
  },
  {
    does: 'tells what applying would change',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue') },
    steps: [
      'kubectl apply -f a.yaml',
      says('kubectl diff -f a.yaml', /^$/),
      // Which temporary files it compares is chance.
      fails(
        'kubectl diff -f b.yaml > out; code=$?; grep "^[-+] " out; exit $code',
        /- {2}color: red\n\+ {2}color: blue/,
      ),
      says(DATA, /"color":"red"/),
    ],
  },
  {
    does: 'tries out what it would create and change',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue') },
    steps: [
      says('kubectl apply -f a.yaml --dry-run=server', /created \(server dry run\)/),
      fails('kubectl get configmap settings', /NotFound/),
      'kubectl apply -f a.yaml',
      says('kubectl apply -f b.yaml --dry-run=server -o jsonpath={.data.color}', /^blue$/),
      says(DATA, /"color":"red"/),
    ],
  },
  {
    does: 'prunes what is no longer in its files',
    files: {
      'all/a.yaml': CONFIG_MAP,
      'all/b.yaml': CONFIG_MAP.replace('name: settings', 'name: more'),
      'some/a.yaml': CONFIG_MAP,
    },
    steps: [
      'kubectl apply -f all -l app=shop --prune --prune-allowlist=core/v1/ConfigMap',
      says('kubectl apply -f some -l app=shop --prune --prune-allowlist=core/v1/ConfigMap', /configmap\/more pruned/),
      fails('kubectl get configmap more', /NotFound/),
    ],
  },
  {
    does: 'applies a kustomization',
    files: {
      'kustomization.yaml': 'resources: [a.yaml]\nnamePrefix: my-\ncommonAnnotations: {by: kustomize}\n',
      'a.yaml': CONFIG_MAP,
    },
    steps: [
      says('kubectl apply -k .', /configmap\/my-settings created/),
      says("kubectl get configmap my-settings -o jsonpath='{.metadata.annotations.by}'", /^kustomize$/),
      says('kubectl delete -k .', /"my-settings" deleted/),
    ],
  },
  {
    does: 'replaces, and refuses to replace what has changed since or is not there',
    files: { 'a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('red', 'blue') },
    steps: [
      fails('kubectl replace -f a.yaml', /NotFound/),
      'kubectl create -f a.yaml',
      'kubectl get configmap settings -o yaml > old.yaml',
      says('kubectl replace -f b.yaml', /replaced/),
      fails('kubectl replace -f old.yaml', /Conflict[\s\S]*the object has been modified/),
      says('kubectl replace --force -f a.yaml', /deleted\n.*replaced/),
      says(DATA, /"color":"red"/),
    ],
  },
  {
    does: 'edits with an editor',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml',
      says("KUBE_EDITOR='sed -i s/red/green/' kubectl edit configmap settings", /edited/),
      says(DATA, /"color":"green"/),
      says("KUBE_EDITOR='true' kubectl edit configmap settings", /Edit cancelled, no changes made/),
    ],
  },
  {
    does: 'creates the same twice, and broken things not at all',
    files: {
      'a.yaml': CONFIG_MAP,
      'name.yaml': CONFIG_MAP.replace('name: settings', 'name: Not_A_Name'),
      'kind.yaml': CONFIG_MAP.replace('kind: ConfigMap', 'kind: Nothing'),
      'web.yaml': deployment('web', 0).replace('matchLabels: {app: web}', 'matchLabels: {app: other}'),
    },
    steps: [
      'kubectl create -f a.yaml',
      fails('kubectl create -f a.yaml', /AlreadyExists/),
      fails('kubectl create -f name.yaml', /Invalid value: "Not_A_Name"/),
      { ...fails('kubectl create -f kind.yaml', /no matches for kind "Nothing"/), exit: 1 },
      fails('kubectl create -f web.yaml', /`selector` does not match template `labels`/),
    ],
  },
];
