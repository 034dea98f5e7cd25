"""Exec, logs and port-forward of the Python client. Argument: namespace."""
import sys

from kubernetes import client, config, watch
from kubernetes.stream import portforward, stream

namespace = sys.argv[1]
config.load_kube_config()
core = client.CoreV1Api()

core.create_namespaced_pod(namespace, {
    "metadata": {"name": "box"},
    "spec": {
        "terminationGracePeriodSeconds": 0,
        "containers": [{
            "name": "main", "image": "busybox", "imagePullPolicy": "Never",
            "command": ["sh", "-c", "echo started; httpd -f -p 8080 -h /etc"],
        }],
    },
})
for event in watch.Watch().stream(core.list_namespaced_pod, namespace):
    if any(c.type == "Ready" and c.status == "True" for c in event["object"].status.conditions or []):
        break

shell = stream(
    core.connect_get_namespaced_pod_exec, "box", namespace, command=["sh", "-c", 'read line; echo "got $line"; echo aside >&2; exit 7'],
    stdin=True, stdout=True, stderr=True, tty=False, _preload_content=False)
shell.write_stdin("a line\n")
shell.run_forever(timeout=30)
print("exec", repr(shell.read_stdout()), repr(shell.read_stderr()), shell.returncode)

for line in watch.Watch().stream(core.read_namespaced_pod_log, "box", namespace, follow=True):
    print("log", line)
    break

forward = portforward(core.connect_get_namespaced_pod_portforward, "box", namespace, ports="8080")
page = forward.socket(8080)
page.setblocking(True)
page.sendall(b"GET /hostname HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n")
answer = b""
while part := page.recv(4096):
    answer += part
page.close()
print("forwarded", answer.split(b"\r\n")[0].decode(), answer.split(b"\r\n\r\n")[1].decode().strip())
