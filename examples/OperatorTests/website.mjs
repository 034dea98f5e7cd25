// A program that knows nothing of the cluster but its kubeconfig, which it is told on its standard input.
// Argument: the folder of the package @kubernetes/client-node.
const [folder] = process.argv.slice(2);
const k8s = await import(`${folder}/node_modules/@kubernetes/client-node/dist/index.js`);

const config = new k8s.KubeConfig();
let kubeconfig = '';
for await (const part of process.stdin) kubeconfig += part;
config.loadFromString(kubeconfig);
const custom = config.makeApiClient(k8s.CustomObjectsApi);
const place = { group: 'example.com', version: 'v1', namespace: 'default', plural: 'websites' };

const online = new Promise((resolve) => {
  const isOnline = (site) => site.status?.conditions?.some((condition) => condition.type === 'Online' && condition.status === 'True');
  const informer = k8s.makeInformer(config, '/apis/example.com/v1/namespaces/default/websites', () => custom.listNamespacedCustomObject(place));
  for (const event of ['add', 'update']) informer.on(event, (site) => { if (isOnline(site)) resolve(site); });
  informer.start();
});
await custom.createNamespacedCustomObject({
  ...place,
  body: { apiVersion: 'example.com/v1', kind: 'Website', metadata: { name: 'shop' }, spec: { image: 'registry.example/shop:1', pages: 3 } },
});
const site = await online;
console.log(`${site.metadata.name} is online with ${site.status.readyPages} pages`);
process.exit(0);
