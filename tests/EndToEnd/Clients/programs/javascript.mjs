// Informer, watch and patches of the JavaScript client. Arguments: folder of the client's package, namespace.
const [folder, namespace] = process.argv.slice(2);
const k8s = await import(`${folder}/node_modules/@kubernetes/client-node/dist/index.js`);

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);

const path = `/api/v1/namespaces/${namespace}/configmaps`;
const informer = k8s.makeInformer(config, path, () => core.listNamespacedConfigMap({ namespace, labelSelector: 'by=javascript' }), 'by=javascript');
const seen = [];
let wake;
let stopping = false;
for (const event of ['add', 'update', 'delete']) {
  informer.on(event, (object) => {
    seen.push(`${event} ${object.metadata.name} ${object.data?.a}`);
    wake?.();
  });
}
informer.on('error', (error) => { if (stopping) return; console.error('informer', error); process.exit(1); });
const until = async (line) => {
  while (!seen.includes(line)) await new Promise((resolve) => { wake = resolve; });
};

await informer.start();
await core.createNamespacedConfigMap({ namespace, body: { metadata: { name: 'js', labels: { by: 'javascript' } }, data: { a: '1' } } });
await until('add js 1');
await core.patchNamespacedConfigMap(
  { namespace, name: 'js', body: { data: { a: '2' } } },
  k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
);
await until('update js 2');
await core.patchNamespacedConfigMap(
  { namespace, name: 'js', body: [{ op: 'replace', path: '/data/a', value: '3' }] },
  k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.JsonPatch),
);
await until('update js 3');
await core.deleteNamespacedConfigMap({ namespace, name: 'js' });
await until('delete js 3');
stopping = true;
informer.stop();

try {
  await core.readNamespacedConfigMap({ namespace, name: 'js' });
} catch (error) {
  console.log(`gone ${error.code}`);
}
console.log(seen.join('\n'));
process.exit(0);
