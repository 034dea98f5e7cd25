// Exec, attach, logs and port-forward of the JavaScript client. Arguments: folder of the client's package, namespace.
import net from 'node:net';
import { PassThrough, Writable } from 'node:stream';

const [folder, namespace] = process.argv.slice(2);
const k8s = await import(`${folder}/node_modules/@kubernetes/client-node/dist/index.js`);

const config = new k8s.KubeConfig();
config.loadFromDefault();
const core = config.makeApiClient(k8s.CoreV1Api);

class Heard extends Writable {
  text = '';
  #waiting = [];
  _write(chunk, _, done) {
    this.text += chunk;
    for (const wake of this.#waiting.splice(0)) wake();
    done();
  }
  async until(part) {
    while (!this.text.includes(part)) await new Promise((resolve) => this.#waiting.push(resolve));
  }
}

await core.createNamespacedPod({
  namespace,
  body: {
    metadata: { name: 'box' },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{
        name: 'main', image: 'busybox', imagePullPolicy: 'Never', stdin: true,
        command: ['sh', '-c', 'echo started; httpd -p 8080 -h /etc; cat'],
      }],
    },
  },
});
const watch = new k8s.Watch(config);
await new Promise((resolve, reject) => {
  const watching = watch.watch(`/api/v1/namespaces/${namespace}/pods`, {}, async (_, pod) => {
    if (pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True')) {
      (await watching).abort();
      resolve();
    }
  }, (error) => error && error.name !== 'AbortError' && reject(error));
});

// exec: what is typed comes back, both outputs stay apart, the exit code is told
const [out, err, typed] = [new Heard(), new Heard(), new PassThrough()];
const status = await new Promise((resolve) => {
  new k8s.Exec(config).exec(namespace, 'box', 'main', ['sh', '-c', 'read line; echo "got $line"; echo aside >&2; exit 7'], out, err, typed, false, resolve)
    .then(() => typed.write('a line\n'));
});
console.log(`exec ${JSON.stringify(out.text)} ${JSON.stringify(err.text)} ${status.status} ${status.details.causes.map((c) => `${c.reason} ${c.message}`)}`);

// attach: the running command's own input and output
const [attached, spoken] = [new Heard(), new PassThrough()];
const socket = await new k8s.Attach(config).attach(namespace, 'box', 'main', attached, null, spoken, false);
spoken.write('to cat\n');
await attached.until('to cat\n');
socket.close();
console.log('attached');

// log: followed from its beginning, through what attach said
const followed = new Heard();
const following = await new k8s.Log(config).log(namespace, 'box', 'main', followed, { follow: true });
await followed.until('started\nto cat\n');
following.abort();
console.log('followed');

// port-forward: a page of the pod's server
const forward = new k8s.PortForward(config);
const server = net.createServer((client) => forward.portForward(namespace, 'box', [8080], client, null, client));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const page = await fetch(`http://127.0.0.1:${server.address().port}/hostname`, { headers: { Connection: 'close' } });
console.log(`forwarded ${page.status} ${await page.text()}`.trim());
process.exit(0);
