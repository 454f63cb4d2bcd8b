/** Round trips with kinds that the trip itself defines. */
import { eventually, fails, type RoundTrip, says } from '../round-trip.testkit.ts';
import { DEFINITION, WIDGET } from './manifests.testkit.ts';

const WIDGETS = 'widgets.$NS.example.com';
const FILES = { 'crd.yaml': DEFINITION, 'a.yaml': WIDGET };
const DEFINED = [
  says('kubectl create -f crd.yaml', /created/),
  { run: `kubectl wait --for=condition=Established crd/${WIDGETS} --timeout=20s`, isPatient: true },
  eventually(`kubectl get ${WIDGETS}`, /No resources found/),
];
const UNDEFINED = says(`kubectl delete crd ${WIDGETS} --timeout=20s`, /deleted/);

/** Definitions are slow to come and go: as many journeys as possible with one. */
export const CUSTOM: readonly RoundTrip[] = [
  {
    does: 'defines a kind, patches, scales and deletes objects of it',
    files: FILES,
    steps: [
      ...DEFINED,
      'kubectl create --validate=false -f a.yaml',
      says(`kubectl get ${WIDGETS}`, /^NAME {2}SIZE {2}REPLICAS\none {2}small {2}1$/),
      says(`kubectl get ${WIDGETS} -o wide`, /COLOR\n.*red$/),
      says(`kubectl get ${WIDGETS} one -o jsonpath='{.spec}'`, /^\{"color":"red","replicas":1,"size":"small"\}$/),
      says(`kubectl get crd ${WIDGETS} -o jsonpath='{.status.acceptedNames} {.status.storedVersions}'`, /Widget/),
      says(
        'kubectl api-resources --api-group=$NS.example.com --no-headers',
        /^widgets {2}wd {2}NAMESPACE\.example\.com\/v1 {2}true {2}Widget$/,
      ),
      fails(
        `kubectl patch ${WIDGETS} one -p '{"spec":{"size":"large"}}'`,
        /is not supported by .*accepted media types include: .*application\/merge-patch\+json/,
      ),
      says(`kubectl patch ${WIDGETS} one --type=merge -p '{"spec":{"size":"large"}}'`, /patched/),
      fails(`kubectl patch ${WIDGETS} one --type=merge -p '{"spec":{"size":"odd"}}'`, /Unsupported value: "odd"/),
      fails(`kubectl patch ${WIDGETS} one --type=merge -p '{"spec":{"replicas":-1}}'`, /greater than or equal to 0/),
      fails(`kubectl patch ${WIDGETS} one --type=merge -p '{"spec":{"size":null}}'`, /spec\.size: Required value/),
      says(`kubectl get ${WIDGETS} one -o jsonpath='{.metadata.generation} {.spec.size}'`, /^2 large$/),
      says(`kubectl scale ${WIDGETS} one --replicas=4`, /scaled/),
      says(`kubectl get ${WIDGETS} one -o jsonpath='{.spec.replicas}'`, /^4$/),
      says(
        `kubectl patch ${WIDGETS} one --subresource=status --type=merge -p '{"status":{"replicas":3,"conditions":[{"type":"Ready","status":"True"}]}}' -o jsonpath='{.status.replicas}'`,
        /^3$/,
      ),
      says(`kubectl wait --for=condition=Ready ${WIDGETS}/one --timeout=10s`, /condition met/),
      says(`kubectl wait --for=jsonpath='{.status.replicas}'=3 ${WIDGETS}/one --timeout=10s`, /condition met/),
      says(`kubectl get ${WIDGETS} one --subresource=scale -o jsonpath='{.spec.replicas} {.status.replicas}'`, /^4 3$/),
      UNDEFINED,
      fails(`kubectl get ${WIDGETS} one`),
    ],
  },
  {
    does: 'applies custom objects by both ways, and explains their kind',
    files: {
      ...FILES,
      'b.yaml': WIDGET.replace('small, unknown: 1', 'large, tags: [a, b]'),
      'c.yaml': WIDGET.replace('small, unknown: 1', 'large, tags: [c]'),
    },
    steps: [
      ...DEFINED,
      'kubectl apply -f b.yaml',
      says('kubectl apply -f b.yaml', /unchanged/),
      says('kubectl apply -f c.yaml', /configured/),
      says(`kubectl get ${WIDGETS} one -o jsonpath='{.spec.tags}'`, /^\["c"\]$/),
      // kubectl has first made what it applied by itself its own here as well, so that "c" goes.
      says('kubectl apply --server-side --field-manager=other -f b.yaml', /serverside-applied/),
      says(`kubectl get ${WIDGETS} one -o jsonpath='{.spec.tags}'`, /^\["a","b"\]$/),
      eventually(
        `kubectl explain ${WIDGETS}.spec --output=plaintext-openapiv2`,
        /size\s+<string> -required-[\s\S]*How large it is/,
      ),
      says(
        `kubectl explain ${WIDGETS} --output=plaintext-openapiv2 | grep -A1 DESCRIPTION`,
        /Something to try things on/,
      ),
      UNDEFINED,
    ],
  },
];
