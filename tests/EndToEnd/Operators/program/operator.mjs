// A small operator as others write them, against the public client library: a kind of its own with two versions,
// a loop that turns its objects into Deployments, and three webhooks (conversion, side cars, image tags).
// Arguments: folder of the client's package, folder with tls.crt, tls.key and ca.crt.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { answer } from './webhooks.mjs';
import { definition, mutating, validating } from './registrations.mjs';

const [folder, certificates] = process.argv.slice(2);
const k8s = await import(`${folder}/node_modules/@kubernetes/client-node/dist/index.js`);
const config = new k8s.KubeConfig();
config.loadFromDefault();
const objects = k8s.KubernetesObjectApi.makeApiClient(config);
const sites = config.makeApiClient(k8s.CustomObjectsApi);
const apps = config.makeApiClient(k8s.AppsV1Api);

const kind = { group: 'shop.example.com', version: 'v2', plural: 'websites' };
const manager = 'shop-operator';
const farewell = 'shop.example.com/farewell';
const pem = (name) => readFileSync(`${certificates}/${name}`);

const apply = (object) => objects.patch(object, undefined, undefined, manager, true, k8s.PatchStrategy.ServerSideApply);
const merge = k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch);

// Registered without a bundle first, and with it afterwards, as an injector of authorities does it.
async function register(authority) {
  for (const make of [definition, mutating, validating]) await apply(make());
  for (const make of [definition, mutating, validating]) await apply(make(authority.toString('base64')));
  for (;;) {
    const stored = await objects.read({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'websites.shop.example.com' } });
    if (stored.status?.conditions?.some((c) => c.type === 'Established' && c.status === 'True')) return;
  }
}

function deployment({ metadata, spec }) {
  const labels = { website: metadata.name };
  const container = { name: 'web', image: spec.image, imagePullPolicy: 'Never' };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      labels: { 'by': manager },
      ownerReferences: [{ apiVersion: 'shop.example.com/v2', kind: 'Website', name: metadata.name, uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
    },
    spec: { replicas: spec.replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } } },
  };
}

async function reconcile(site) {
  const { name, namespace, generation, finalizers = [], deletionTimestamp } = site.metadata;
  const place = { ...kind, namespace, name };
  if (deletionTimestamp) {
    if (!finalizers.includes(farewell)) return;
    await apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `farewell-${name}`, namespace } });
    await sites.patchNamespacedCustomObject({ ...place, body: { metadata: { finalizers: finalizers.filter((f) => f !== farewell) } } }, merge);
    return;
  }
  if (!finalizers.includes(farewell)) {
    await sites.patchNamespacedCustomObject({ ...place, body: { metadata: { finalizers: [...finalizers, farewell] } } }, merge);
    return;
  }
  const { status = {} } = await apply(deployment(site));
  const ready = (status.readyReplicas ?? 0) === site.spec.replicas;
  const was = site.status?.conditions?.[0];
  const condition = { type: 'Ready', status: ready ? 'True' : 'False', reason: ready ? 'AllReady' : 'Waiting', message: '' };
  const transition = was?.status === condition.status ? was.lastTransitionTime : new Date().toISOString().replace(/\.\d+/, '');
  const wanted = { observedGeneration: generation, readyReplicas: status.readyReplicas ?? 0, conditions: [{ ...condition, lastTransitionTime: transition }] };
  if (JSON.stringify(wanted) === JSON.stringify({ observedGeneration: site.status?.observedGeneration, readyReplicas: site.status?.readyReplicas, conditions: site.status?.conditions })) return;
  await sites.patchNamespacedCustomObjectStatus({ ...place, body: { status: wanted } }, merge);
}

// One website at a time; what changed meanwhile comes round again.
const waiting = new Set();
let busy = false;
async function work() {
  if (busy) return;
  busy = true;
  for (const key of waiting) {
    waiting.delete(key);
    const [namespace, name] = key.split('/');
    try {
      await reconcile(await sites.getNamespacedCustomObject({ ...kind, namespace, name }));
    } catch (error) {
      if (error.code === 404) continue;
      console.log(`again ${key}: ${error.code ?? ''} ${error.body ?? error}`);
      setTimeout(() => enqueue(namespace, name), 100);
    }
  }
  busy = false;
}
function enqueue(namespace, name) {
  waiting.add(`${namespace}/${name}`);
  work();
}

function follow(path, list, enqueueFor) {
  const informer = k8s.makeInformer(config, path, list);
  for (const event of ['add', 'update', 'delete']) informer.on(event, enqueueFor);
  informer.on('error', () => setTimeout(() => informer.start(), 200));
  return informer.start();
}

const server = createServer({ cert: pem('tls.crt'), key: pem('tls.key') }, (request, response) => {
  const parts = [];
  request.on('data', (part) => parts.push(part));
  request.on('end', () => {
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(answer(request.url.split('?')[0], JSON.parse(Buffer.concat(parts)))));
  });
});
await new Promise((listening) => server.listen(9443, '0.0.0.0', listening));
await register(pem('ca.crt'));
await follow('/apis/shop.example.com/v2/websites', () => sites.listClusterCustomObject(kind), (site) => enqueue(site.metadata.namespace, site.metadata.name));
await follow(
  '/apis/apps/v1/deployments',
  () => apps.listDeploymentForAllNamespaces({ labelSelector: `by=${manager}` }),
  (made) => { if (made.metadata.labels?.by === manager) enqueue(made.metadata.namespace, made.metadata.name); },
);
console.log('ready');
