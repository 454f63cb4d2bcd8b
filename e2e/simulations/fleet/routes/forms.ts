/** Every router that stories draw from, in each form that is read in a way of its own. */
import type { Resource } from '../../../../kube/types.ts';
import { gatewayByLabel, gatewayByName, gatewayRules } from './gateway-api.ts';
import { alb, albRules, nginx, nginxRules, skipper, skipperRules } from './ingresses.ts';
import { istioByHost, istioBySubset, istioBySubsetAlone, istioRules } from './istio.ts';
import { appMesh, appMeshRules, kuma, kumaRules, smi, smiRules } from './meshes.ts';
import {
  ambassador,
  ambassadorRules,
  apisix,
  apisixRules,
  contour,
  contourRules,
  gloo,
  glooRules,
  kong,
  kongRules,
  traefik,
  traefikRules,
} from './proxies.ts';
import { type Form, type RulesOf, resourceOf } from './reader.ts';

/** By the names that the coverage table has. */
export const FORMS: Readonly<Record<string, Form>> = {
  'gateway by name': gatewayByName,
  'gateway by label': gatewayByLabel,
  'istio hosts': istioByHost,
  'istio subsets': istioBySubset,
  'istio without Services': istioBySubsetAlone,
  ...{ nginx, alb, skipper, contour, gloo, traefik, apisix, ambassador, kong, kuma, smi },
  'app mesh': appMesh,
};

/** By the field of `trafficRouting`. */
export const READERS: Readonly<Record<string, RulesOf>> = {
  gatewayAPI: gatewayRules,
  istio: istioRules,
  nginx: nginxRules,
  alb: albRules,
  skipper: skipperRules,
  contour: contourRules,
  gloo: glooRules,
  traefik: traefikRules,
  apisix: apisixRules,
  ambassador: ambassadorRules,
  kong: kongRules,
  kuma: kumaRules,
  smi: smiRules,
  appMesh: appMeshRules,
};

/** Of these forms, each once. */
export function kindsOf(forms: readonly string[]): readonly Resource[] {
  const all = forms.flatMap((form) => FORMS[form]?.kinds ?? []);
  return [...new Map(all.map((kind) => [resourceOf(kind), kind])).values()];
}

/** All that any of them is about. */
export const ROUTES: readonly string[] = kindsOf(Object.keys(FORMS)).map(resourceOf);

/** As much of a definition as objects need to be stored. */
export function definitionOf({ apiVersion, kind, plural }: Resource): object {
  const [group = '', version = ''] = apiVersion.split('/');
  const names = { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` };
  const openAPIV3Schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    ...{ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' },
    metadata: {
      name: `${plural}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for simulations' },
    },
    spec: {
      ...{ group, names, scope: 'Namespaced' },
      versions: [{ name: version, served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}
