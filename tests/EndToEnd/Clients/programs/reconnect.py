"""A watch that outlives its time limit and pages of a list, with the Python client. Argument: namespace."""
import json
import sys

from kubernetes import client, config, watch

namespace = sys.argv[1]
config.load_kube_config()
core = client.CoreV1Api()

for number in range(5):
    core.create_namespaced_config_map(namespace, {"metadata": {"name": f"page-{number}"}})
names, following = [], None
while True:
    page = core.list_namespaced_config_map(namespace, limit=2, _continue=following, field_selector="metadata.name!=kube-root-ca.crt")
    names += [item.metadata.name for item in page.items]
    following = page.metadata._continue
    if not following:
        break
print("paged", " ".join(names))

# The first watch ends by its own time limit; the second goes on where it stood and misses nothing.
version = page.metadata.resource_version
first = watch.Watch()
for event in first.stream(core.list_namespaced_config_map, namespace, resource_version=version, timeout_seconds=1):
    print("unexpected", event["type"])
core.create_namespaced_config_map(namespace, {"metadata": {"name": "between"}})
core.delete_namespaced_config_map("between", namespace)
second = watch.Watch()
for event in second.stream(core.list_namespaced_config_map, namespace, resource_version=version, timeout_seconds=30):
    print(event["type"], event["object"].metadata.name)
    if event["type"] == "DELETED":
        second.stop()

for kind, body in (("json-patch+json", [{"op": "add", "path": "/data", "value": {"a": "json"}}]),
                   ("merge-patch+json", {"data": {"b": "merge"}}),
                   ("strategic-merge-patch+json", {"data": {"c": "strategic"}}),
                   ("apply-patch+yaml", json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "data": {"d": "apply"}}))):
    query = [("fieldManager", "python")] if kind.startswith("apply") else []
    patched = core.api_client.call_api(f"/api/v1/namespaces/{namespace}/configmaps/page-0", "PATCH", query_params=query, body=body,
                                       header_params={"Content-Type": f"application/{kind}"}, auth_settings=["BearerToken"],
                                       response_type="V1ConfigMap", _return_http_data_only=True)
print("patched", patched.data)
