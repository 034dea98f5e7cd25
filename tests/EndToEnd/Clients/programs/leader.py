"""A candidate of the Python library is elected leader by the lock the library has, a ConfigMap. Argument: namespace."""
import sys
import threading

from kubernetes import client, config
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock

namespace = sys.argv[1]
config.load_kube_config()
said = threading.Lock()


def stand(name, started):
    def lead():
        with said:
            print("leads", name, flush=True)
        started.set()

    lock = ConfigMapLock("election", namespace, name)
    election = electionconfig.Config(lock, lease_duration=3, renew_deadline=2, retry_period=1, onstarted_leading=lead, onstopped_leading=None)
    leaderelection.LeaderElection(election).run()


first = threading.Event()
threading.Thread(target=stand, args=("one", first), daemon=True).start()
first.wait(30)
record = client.CoreV1Api().read_namespaced_config_map("election", namespace)
print("recorded", "control-plane.alpha.kubernetes.io/leader" in record.metadata.annotations, flush=True)
