// What the operator answers when the API server asks it: pure functions from review to review.

const exactly = 'shop.example.com/replicas';

// v1 has sizes where v2 has a number; the exact number survives the way through v1 in an annotation.
function convert(site, to) {
  if (site.apiVersion === to) return site;
  const { annotations = {}, ...metadata } = site.metadata;
  const { [exactly]: kept, ...others } = annotations;
  const { size, replicas, ...spec } = site.spec;
  if (to.endsWith('/v2')) {
    const number = kept !== undefined && sizeOf(Number(kept)) === size ? Number(kept) : { small: 1, large: 3 }[size];
    return { ...site, apiVersion: to, metadata: { ...metadata, annotations: others }, spec: { ...spec, replicas: number } };
  }
  return { ...site, apiVersion: to, metadata: { ...metadata, annotations: { ...others, [exactly]: `${replicas}` } }, spec: { ...spec, size: sizeOf(replicas) } };
}

const sizeOf = (replicas) => (replicas < 2 ? 'small' : 'large');

function conversion({ request }) {
  const convertedObjects = request.objects.map((site) => convert(site, request.desiredAPIVersion));
  return { uid: request.uid, result: { status: 'Success' }, convertedObjects };
}

function sideCar({ request }) {
  const patch = [
    { op: 'add', path: '/spec/containers/-', value: { name: 'sidecar', image: 'pause', imagePullPolicy: 'Never' } },
    { op: 'add', path: '/metadata/annotations', value: { ...request.object.metadata.annotations, 'shop.example.com/injected': 'true' } },
  ];
  return { uid: request.uid, allowed: true, patchType: 'JSONPatch', patch: Buffer.from(JSON.stringify(patch)).toString('base64') };
}

function pinnedTags({ request }) {
  const { containers, initContainers = [] } = request.object.spec;
  const floating = [...initContainers, ...containers].map((c) => c.image).filter((image) => !/(:(?!latest$)[^/:]+|@sha256:[0-9a-f]+)$/.test(image));
  const allowed = floating.length === 0;
  return { uid: request.uid, allowed, status: allowed ? undefined : { code: 403, message: `images must have a tag other than latest: ${floating.join(', ')}` } };
}

const answers = { '/convert': conversion, '/inject': sideCar, '/tags': pinnedTags };

export function answer(path, review) {
  return { apiVersion: review.apiVersion, kind: review.kind, response: answers[path](review) };
}
