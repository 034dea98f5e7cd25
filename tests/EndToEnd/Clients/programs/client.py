"""List, watch, patch and delete with the Python client. Argument: namespace."""
import sys

from kubernetes import client, config, watch

namespace = sys.argv[1]
config.load_kube_config()
core = client.CoreV1Api()
apps = client.AppsV1Api()

core.create_namespaced_config_map(namespace, {"metadata": {"name": "py", "labels": {"by": "python"}}, "data": {"a": "1"}})
start = core.list_namespaced_config_map(namespace, label_selector="by=python")
print("listed", [item.metadata.name for item in start.items])
core.patch_namespaced_config_map("py", namespace, {"data": {"a": "2"}})
core.delete_namespaced_config_map("py", namespace)

watcher = watch.Watch()
for event in watcher.stream(core.list_namespaced_config_map, namespace, label_selector="by=python",
                            resource_version=start.metadata.resource_version, timeout_seconds=30):
    print(event["type"], event["object"].data)
    if event["type"] == "DELETED":
        watcher.stop()

template = {"metadata": {"labels": {"app": "py"}}, "spec": {"containers": [{"name": "c", "image": "nginx"}]}}
apps.create_namespaced_deployment(namespace, {"metadata": {"name": "py"}, "spec": {"selector": {"matchLabels": {"app": "py"}}, "template": template}})
scale = apps.patch_namespaced_deployment_scale("py", namespace, {"spec": {"replicas": 2}})
print("scaled", scale.spec.replicas)
try:
    core.create_namespaced_service(namespace, {"metadata": {"name": "Not A Name"}, "spec": {"ports": [{"port": 80}]}})
except client.ApiException as refused:
    print("refused", refused.status, refused.reason)
