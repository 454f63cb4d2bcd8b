/** Round trips with Deployments and their ReplicaSets, on clusters where no pod ever runs. */
import { eventually, fails, type RoundTrip, says } from '../round-trip.testkit.ts';
import { deployment } from './manifests.testkit.ts';

const revision = (number: number) =>
  eventually(
    "kubectl get deployment web -o jsonpath='{.metadata.annotations.deployment\\.kubernetes\\.io/revision}'",
    new RegExp(`^${number}$`),
  );
const sets = (sizes: string) =>
  eventually(
    "kubectl get replicasets -o jsonpath='{range .items[*]}{.spec.replicas}/{.status.replicas} {end}' | xargs -n1 | sort | xargs",
    new RegExp(`^${sizes}$`),
  );
const observed = eventually(
  "kubectl get deployment web -o jsonpath='{.metadata.generation}={.status.observedGeneration}'",
  /^(\d+)=\1$/,
);
const image = says("kubectl get deployment web -o jsonpath='{.spec.template.spec.containers[0].image}'", /web/);

export const ROLLOUTS: readonly RoundTrip[] = [
  {
    does: 'rolls out, shows the history, and goes back',
    files: { 'a.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml',
      says('kubectl rollout status deployment/web --timeout=20s | tail -n 1', /successfully rolled out/),
      'kubectl annotate deployment web kubernetes.io/change-cause=second',
      'kubectl set image deployment/web main=registry.local/web:2',
      'kubectl rollout status deployment/web --timeout=20s | tail -n 1',
      revision(2),
      says('kubectl rollout history deployment/web', /^1\s[\s\S]*^2\s+second/m),
      says('kubectl rollout history deployment/web --revision=1', /Image:\s+registry.local\/web:1/),
      fails('kubectl rollout history deployment/web --revision=9', /unable to find the specified revision/),
      says('kubectl rollout undo deployment/web', /rolled back/),
      revision(3),
      image,
      says('kubectl rollout history deployment/web', /^2\s[\s\S]*^3\s/m),
      says('kubectl rollout undo deployment/web --to-revision=2', /rolled back/),
      revision(4),
      image,
      fails('kubectl rollout undo deployment/web --to-revision=1', /unable to find specified revision 1/),
      says('kubectl rollout undo deployment/web --to-revision=4', /skipped rollback/),
      sets('0/0 0/0'),
    ],
  },
  {
    does: 'rolls as far as it may while no pod becomes available',
    files: { 'a.yaml': deployment('web', 4) },
    steps: [
      'kubectl create -f a.yaml',
      sets('4/4'),
      says(
        'kubectl rollout status deployment/web --timeout=1s 2>&1 | tail -n 2',
        /0 of 4 updated replicas are available/,
      ),
      'kubectl set image deployment/web main=registry.local/web:2',
      sets('2/2 3/3'),
      observed,
      says(
        'kubectl rollout status deployment/web --timeout=1s 2>&1 | tail -n 2',
        /2 out of 4 new replicas have been updated/,
      ),
      'kubectl get deployment web -o wide',
      'kubectl rollout undo deployment/web',
      revision(3),
      sets('2/2 3/3'),
    ],
  },
  {
    does: 'scales, also only from a certain size, and in proportion',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      sets('2/2'),
      says('kubectl scale deployment web --replicas=5', /scaled/),
      sets('5/5'),
      fails('kubectl scale deployment web --current-replicas=2 --replicas=3', /Expected replicas to be 2, was 5/),
      'kubectl scale deployment web --current-replicas=5 --replicas=3',
      sets('3/3'),
      'kubectl set image deployment/web main=registry.local/web:2',
      sets('1/1 3/3'),
      'kubectl scale deployment web --replicas=8',
      sets('4/4 6/6'),
      'kubectl scale deployment web --replicas=2',
      sets('1/1 2/2'),
      'kubectl scale deployment web --replicas=0',
      eventually('kubectl get pods -o name | wc -l', /^0$/),
      fails('kubectl scale deployment web --replicas=-1', /must be 0 or greater|is required/),
      fails('kubectl scale deployment none --replicas=1', /"none" not found/),
    ],
  },
  {
    does: 'pauses, changes, and resumes',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      revision(1),
      says('kubectl rollout pause deployment/web', /paused/),
      fails('kubectl rollout pause deployment/web', /already paused/),
      'kubectl set image deployment/web main=registry.local/web:2',
      eventually(
        'kubectl get deployment web -o jsonpath=\'{.status.conditions[?(@.type=="Progressing")].reason}\'',
        /^DeploymentPaused$/,
      ),
      observed,
      sets('2/2'),
      fails('kubectl rollout undo deployment/web', /no rollout history found/),
      fails('kubectl rollout restart deployment/web', /can't restart paused deployment/),
      'kubectl rollout resume deployment/web',
      revision(2),
      sets('1/1 2/2'),
      fails('kubectl rollout resume deployment/web', /is not paused/),
    ],
  },
  {
    does: 'restarts',
    files: { 'a.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml',
      revision(1),
      says('kubectl rollout restart deployment/web', /restarted/),
      revision(2),
      says(
        "kubectl get deployment web -o jsonpath='{.spec.template.metadata.annotations}' | grep -o restartedAt",
        /restartedAt/,
      ),
      'kubectl rollout status deployment/web --timeout=20s | tail -n 1',
    ],
  },
  {
    does: 'recreates: all old pods go before a new one comes',
    files: {
      'a.yaml': deployment('web', 2).replace('  replicas: 2\n', '  replicas: 2\n  strategy: {type: Recreate}\n'),
    },
    steps: [
      'kubectl create -f a.yaml',
      sets('2/2'),
      'kubectl set image deployment/web main=registry.local/web:2',
      sets('0/0 2/2'),
      "kubectl get pods -o jsonpath='{.items[*].spec.containers[*].image}'",
    ],
  },
  {
    does: 'keeps as many old revisions as it is asked to',
    files: {
      'a.yaml': deployment('web', 0).replace('  replicas: 0\n', '  replicas: 0\n  revisionHistoryLimit: 1\n'),
    },
    steps: [
      'kubectl create -f a.yaml',
      revision(1),
      // Before 1.32 it was the age that counted, in whole seconds.
      'sleep 1.1',
      'kubectl set image deployment/web main=registry.local/web:2',
      revision(2),
      'kubectl rollout status deployment/web --timeout=20s | tail -n 1',
      'kubectl set image deployment/web main=registry.local/web:3',
      revision(3),
      eventually('kubectl get replicasets -o name | wc -l', /^2$/),
      says('kubectl rollout history deployment/web', /^2\s[\s\S]*^3\s/m),
    ],
  },
  {
    does: 'gives a rollout up that gets no further',
    files: {
      'a.yaml': deployment('web', 1).replace('  replicas: 1\n', '  replicas: 1\n  progressDeadlineSeconds: 1\n'),
    },
    steps: [
      'kubectl create -f a.yaml',
      says('kubectl rollout status deployment/web --timeout=25s 2>&1 | tail -n 1', /exceeded its progress deadline/),
      'kubectl wait --for=condition=Progressing=false deployment/web --timeout=20s',
    ],
  },
  {
    does: 'describes a Deployment and a ReplicaSet',
    files: { 'a.yaml': deployment('web', 2) },
    steps: [
      'kubectl create -f a.yaml',
      sets('2/2'),
      observed,
      eventually('kubectl get events -o name | wc -l', /^3$/),
      eventually(
        'kubectl describe deployment web',
        /2 updated \| 2 total \| 0 available[\s\S]*Scaled up replica set web-HASH/,
      ),
      eventually(
        'kubectl describe replicaset -l app=web',
        /Replicas: *2 current \/ 2 desired[\s\S]*Created pod: web-HASH-POD/,
      ),
      'kubectl get replicasets -o wide',
    ],
  },
  {
    does: 'tells which ReplicaSet cannot make its pods',
    files: {
      'quota.yaml':
        'apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: none}\nspec: {hard: {count/configmaps: "10"}}\n',
      'a.yaml': deployment('web', 1).replace('automountServiceAccountToken: false', 'priorityClassName: nobody'),
    },
    steps: [
      'kubectl create -f quota.yaml',
      'kubectl create -f a.yaml',
      'kubectl wait --for=condition=ReplicaFailure deployment/web --timeout=20s',
      eventually(
        'kubectl get deployment web -o jsonpath=\'{.status.conditions[?(@.type=="ReplicaFailure")].message}\'',
        /no PriorityClass with name nobody was found/,
      ),
      "kubectl get deployment web -o jsonpath='{.status.conditions[*].type} {.status.unavailableReplicas}'",
    ],
  },
  {
    does: 'exposes, autoscales and sets what containers need',
    files: { 'a.yaml': deployment('web', 0) },
    steps: [
      'kubectl create -f a.yaml',
      says('kubectl expose deployment web --port=80 --target-port=8080', /service\/web exposed/),
      "kubectl get service web -o jsonpath='{.spec.selector} {.spec.ports} {.spec.type}'",
      says('kubectl autoscale deployment web --min=1 --max=3 --cpu-percent=70', /autoscaled/),
      "kubectl get horizontalpodautoscalers.v1.autoscaling web -o jsonpath='{.spec}'",
      says('kubectl set resources deployment web --requests=cpu=10m --limits=memory=64Mi', /requirements updated/),
      says('kubectl set env deployment web MODE=test OLD-', /env updated/),
      says('kubectl set env deployment web --list', /MODE=test/),
      says('kubectl set serviceaccount deployment web default', /serviceaccount updated/),
      "kubectl get deployment web -o jsonpath='{.spec.template.spec}'",
    ],
  },
];
