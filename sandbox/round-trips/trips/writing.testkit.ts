/** Round trips that change a part of an object. */
import { fails, type RoundTrip, says } from '../round-trip.testkit.ts';
import { CONFIG_MAP, deployment, POD } from './manifests.testkit.ts';

const DATA = "kubectl get configmap settings -o jsonpath='{.data}'";
const patch = (type: string, what: string, body: object): string =>
  `kubectl patch ${what} --type=${type} -p '${JSON.stringify(body)}'`;
const CONTAINERS = "kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[*].name}'";

export const WRITING: readonly RoundTrip[] = [
  {
    does: 'merges patches',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml',
      says(patch('merge', 'configmap settings', { data: { color: null, shape: 'round' } }), /patched/),
      says(DATA, /^\{"shape":"round","size":"large"\}$/),
      says(patch('merge', 'configmap settings', { data: { shape: 'round' } }), /patched \(no change\)/),
      { run: patch('merge', 'configmap settings', { data: { shape: [1] } }), exit: 1, differs: 'the decoder’s words' },
      fails(patch('merge', 'configmap nothing', { data: {} }), /NotFound/),
    ],
  },
  {
    does: 'patches by a list of operations',
    files: { 'a.yaml': CONFIG_MAP },
    steps: [
      'kubectl create -f a.yaml',
      patch('json', 'configmap settings', [
        { op: 'test', path: '/data/color', value: 'red' },
        { op: 'replace', path: '/data/color', value: 'blue' },
        { op: 'add', path: '/metadata/annotations', value: { 'a/b': 'c' } },
        { op: 'remove', path: '/data/size' },
      ]),
      says(DATA, /^\{"color":"blue"\}$/),
      {
        run: patch('json', 'configmap settings', [{ op: 'test', path: '/data/color', value: 'red' }]),
        exit: 1,
        differs: 'the library’s words',
      },
      {
        run: patch('json', 'configmap settings', [{ op: 'remove', path: '/data/none' }]),
        exit: 1,
        differs: 'the library’s words',
      },
    ],
  },
  {
    does: 'patches lists by their keys',
    files: { 'a.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml',
      patch('strategic', 'deployment web', {
        spec: { template: { spec: { containers: [{ name: 'side', image: 'registry.local/side:1' }] } } },
      }),
      says(CONTAINERS, /^side main$/),
      patch('strategic', 'deployment web', {
        spec: { template: { spec: { containers: [{ name: 'main', $patch: 'delete' }] } } },
      }),
      says(CONTAINERS, /^side$/),
      patch('merge', 'deployment web', {
        spec: { template: { spec: { containers: [{ name: 'only', image: 'registry.local/only:1' }] } } },
      }),
      says(CONTAINERS, /^only$/),
      fails(
        patch('merge', 'deployment web', { spec: { selector: { matchLabels: { app: 'x' } } } }),
        /field is immutable/,
      ),
    ],
  },
  {
    does: 'labels and annotates',
    files: { 'a.yaml': CONFIG_MAP, 'pod.yaml': POD },
    steps: [
      'kubectl create -f a.yaml -f pod.yaml',
      says('kubectl label configmap settings tier=front', /labeled/),
      fails('kubectl label configmap settings tier=back', /already has a value \(front\), and --overwrite is false/),
      says('kubectl label configmap settings tier=back --overwrite', /labeled/),
      says('kubectl label configmap settings tier=back', /not labeled/),
      says('kubectl label configmap settings tier-', /unlabeled/),
      says('kubectl label configmap settings --list', /^app=shop$/),
      fails("kubectl label configmap settings 'bad key=x'", /invalid label key|name part must consist/),
      says('kubectl label configmaps,pods -l app=shop all=yes', /settings labeled\npod\/web labeled/),
      says('kubectl annotate configmap settings note="hello you"', /annotated/),
      says("kubectl get configmap settings -o jsonpath='{.metadata.annotations}{.metadata.labels}'", /hello you/),
      says('kubectl annotate configmap settings note-', /annotated/),
      says('kubectl annotate pod web a=b --dry-run=server', /\(server dry run\)/),
    ],
  },
  {
    does: 'changes the image of a pod, and nothing else of it',
    files: { 'pod.yaml': POD },
    steps: [
      'kubectl create -f pod.yaml',
      says('kubectl set image pod/web main=registry.local/web:2', /image updated/),
      says("kubectl get pod web -o jsonpath='{.spec.containers[0].image}'", /web:2$/),
      {
        ...fails(
          patch('merge', 'pod web', { spec: { hostname: 'other' } }),
          /pod updates may not change fields other than/,
        ),
        differs: 'the fields that may change are listed, and the difference shown',
      },
    ],
  },
  {
    does: 'writes status apart from the rest',
    files: { 'a.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml',
      'kubectl rollout status deployment/web --timeout=20s | tail -n 1',
      says(
        `kubectl patch deployment web --subresource=status --type=merge -p '{"spec":{"replicas":7},"status":{"conditions":[{"type":"Odd","status":"True"}]}}' -o jsonpath='{.spec.replicas} {.status.conditions[0].type}'`,
        /^0 Odd$/,
      ),
      says("kubectl get deployment web --subresource=scale -o jsonpath='{.spec} {.status.selector}'", /app=web/),
      says(
        'kubectl patch deployment web --subresource=scale --type=merge -p \'{"spec":{"replicas":1}}\' -o jsonpath=\'{.kind} {.spec}\'',
        /^Scale \{"replicas":1\}$/,
      ),
      says("kubectl get deployment web -o jsonpath='{.spec.replicas}'", /^1$/),
    ],
  },
  {
    does: 'changes what may not change once it is fixed',
    files: { 'a.yaml': `${CONFIG_MAP}immutable: true\n` },
    steps: [
      'kubectl create -f a.yaml',
      fails(
        patch('merge', 'configmap settings', { data: { color: 'blue' } }),
        /field is immutable when `immutable` is set/,
      ),
      says('kubectl label configmap settings a=b', /labeled/),
      fails(patch('merge', 'configmap settings', { immutable: false }), /immutable/),
    ],
  },
];
