/** Objects that several round trips apply. */

export const CONFIG_MAP = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels: {app: shop}
data:
  color: red
  size: large
`;

/** No account is asked for, so that servers that mount tokens and those that do not show the same pods. */
export const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels: {app: shop}
spec:
  automountServiceAccountToken: false
  containers:
  - name: main
    image: registry.local/web:1
    ports: [{containerPort: 8080, name: http}]
    env: [{name: MODE, value: test}]
    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
    readinessProbe: {httpGet: {path: /ready, port: http}}
`;

export const deployment = (name: string, replicas: number): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels: {app: ${name}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      automountServiceAccountToken: false
      containers:
      - {name: main, image: "registry.local/web:1", ports: [{containerPort: 8080}]}
`;

/** A kind of the trip's own: its group is named after the namespace. */
export const DEFINITION = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.$NS.example.com}
spec:
  group: $NS.example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets, singular: widget, shortNames: [wd]}
  versions:
  - name: v1
    served: true
    storage: true
    subresources:
      status: {}
      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
    additionalPrinterColumns:
    - {name: Size, type: string, jsonPath: .spec.size}
    - {name: Replicas, type: integer, jsonPath: .spec.replicas}
    - {name: Color, type: string, jsonPath: .spec.color, priority: 1}
    schema:
      openAPIV3Schema:
        type: object
        description: Something to try things on
        properties:
          spec:
            type: object
            description: What is wanted
            required: [size]
            properties:
              size: {type: string, enum: [small, large], description: How large it is}
              color: {type: string, default: red}
              replicas: {type: integer, minimum: 0, default: 1}
              tags:
                type: array
                x-kubernetes-list-type: set
                items: {type: string}
          status:
            type: object
            x-kubernetes-preserve-unknown-fields: true
`;

export const WIDGET = `apiVersion: $NS.example.com/v1
kind: Widget
metadata: {name: one}
spec: {size: small, unknown: 1}
`;
