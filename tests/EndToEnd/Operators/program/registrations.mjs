// What the operator registers: its kind and its webhooks. Without a bundle they are as they lie in a chart; with one,
// as an injector leaves them.
// The client library spells what is no JavaScript name its own way: _default, x_kubernetes_validations.

const clientConfig = (path, caBundle) => ({ service: { namespace: 'shop-system', name: 'shop-operator', path, port: 443 }, caBundle });

const version = (name, storage, spec, rules) => ({
  name,
  served: true,
  storage,
  subresources: { status: {}, ...(storage ? { scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.readyReplicas' } } : {}) },
  additionalPrinterColumns: [
    { name: 'Image', type: 'string', jsonPath: '.spec.image' },
    { name: 'Ready', type: 'string', jsonPath: ".status.conditions[?(@.type=='Ready')].status" },
  ],
  schema: {
    openAPIV3Schema: {
      type: 'object',
      required: ['spec'],
      properties: {
        spec: { type: 'object', required: ['image'], properties: { image: { type: 'string', maxLength: 200 }, ...spec }, x_kubernetes_validations: rules },
        status: {
          type: 'object',
          properties: {
            observedGeneration: { type: 'integer', format: 'int64' },
            readyReplicas: { type: 'integer', format: 'int32' },
            conditions: {
              type: 'array',
              x_kubernetes_list_type: 'map',
              x_kubernetes_list_map_keys: ['type'],
              items: {
                type: 'object',
                required: ['type', 'status'],
                properties: {
                  type: { type: 'string' }, status: { type: 'string' }, reason: { type: 'string' }, message: { type: 'string' },
                  lastTransitionTime: { type: 'string', format: 'date-time' },
                },
              },
            },
          },
        },
      },
    },
  },
});

export const definition = (caBundle) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'websites.shop.example.com' },
  spec: {
    group: 'shop.example.com',
    scope: 'Namespaced',
    names: { plural: 'websites', singular: 'website', kind: 'Website', listKind: 'WebsiteList', shortNames: ['web'], categories: ['all'] },
    conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: clientConfig('/convert', caBundle) } },
    versions: [
      version('v1', false, { size: { type: 'string', _enum: ['small', 'large'], _default: 'small' } }, []),
      version('v2', true, { replicas: { type: 'integer', format: 'int32', minimum: 0, maximum: 10, _default: 1 } }, [
        { rule: 'self.replicas >= oldSelf.replicas - 2', messageExpression: '"not from " + string(oldSelf.replicas) + " to " + string(self.replicas) + " at once"' },
        { rule: 'self.image == oldSelf.image', message: 'image is immutable', fieldPath: '.image', reason: 'FieldValueForbidden' },
      ]),
    ],
  },
});

const webhook = (kind, name, path, label, caBundle, more) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name },
  webhooks: [{
    name: `${name}.shop.example.com`,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    timeoutSeconds: 5,
    clientConfig: clientConfig(path, caBundle),
    namespaceSelector: { matchLabels: { [label]: 'yes' } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }],
    ...more,
  }],
});

export const mutating = (caBundle) => webhook('MutatingWebhookConfiguration', 'sidecar', '/inject', 'shop-inject', caBundle, {
  matchConditions: [{ name: 'not-yet', expression: "!('shop.example.com/injected' in object.metadata.?annotations.orValue({}))" }],
});

export const validating = (caBundle) => webhook('ValidatingWebhookConfiguration', 'tags', '/tags', 'shop-pinned', caBundle, {});
