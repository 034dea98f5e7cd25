using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Pods;

/// <summary>Volumes of a pod that runs: what is written to the API reaches its files.</summary>
public sealed class VolumeTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task EditsOfConfigMapsSecretsAndLabels_ReachTheFilesOfARunningPod()
    {
        var ns = await cluster.NamespaceAsync("living");
        (await cluster.KubectlAsync("create", "configmap", "-n", ns, "settings", "--from-literal=colour=blue", "--from-literal=size=xl")).MustSucceed();
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: reader, labels: {tier: web}}
            spec:
              terminationGracePeriodSeconds: 0
              volumes:
                - {name: settings, configMap: {name: settings}}
                - {name: later, secret: {secretName: later, optional: true}}
                - {name: me, downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}}
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  command: [sleep, "600"]
                  volumeMounts:
                    - {name: settings, mountPath: /settings}
                    - {name: settings, mountPath: /fixed, subPath: colour}
                    - {name: later, mountPath: /later}
                    - {name: me, mountPath: /me}
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=condition=Ready", "pod/reader", "--timeout=60s")).MustSucceed();
        (await InsideAsync(ns, "cat /settings/colour /settings/size /fixed; ls /later")).MustSucceed().ShouldBe("bluexlblue");

        (await cluster.KubectlAsync("patch", "configmap", "-n", ns, "settings", "--type=merge", "-p", """{"data":{"colour":"red","size":null}}""")).MustSucceed();
        (await cluster.KubectlAsync("create", "secret", "generic", "-n", ns, "later", "--from-literal=key=open")).MustSucceed();
        (await cluster.KubectlAsync("label", "pod", "-n", ns, "reader", "tier=db", "--overwrite")).MustSucceed();
        await Eventually.SucceedsAsync(() => InsideAsync(ns, "cat /settings/colour /later/key /me/labels; ls /settings; cat /fixed"), r => r.Output == "redopentier=\"db\"colour\nblue", limitSeconds: 20);
    }

    [Fact]
    public async Task GroupOfAPod_OwnsItsFiles_AndReadsItsToken()
    {
        var ns = await cluster.NamespaceAsync("owned");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: member}
            spec:
              restartPolicy: Never
              securityContext: {runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000}
              volumes: [{name: data, emptyDir: {}}]
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: HOST, valueFrom: {fieldRef: {fieldPath: status.hostIP}}}]
                  command: [sh, -c, 'stat -L -c "%a %u %g" /data /var/run/secrets/kubernetes.io/serviceaccount/token; echo x > /data/f; stat -c "%g" /data/f; hostname -i | grep -qx "$IP" && echo ip $HOST; cat /own/f; stat -c %n /data/logs/*']
                  volumeMounts: [{name: data, mountPath: /data}, {name: data, mountPath: /own, subPathExpr: logs/$(POD)}]
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Succeeded", "pod/member", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "member")).MustSucceed()
            .ShouldBe($"2777 0 2000\n640 1000 2000\n2000\nip {NetworkNamespace.Address}\ncat: can't open '/own/f': No such file or directory\n/data/logs/member\n");
    }

    private Task<CommandResult> InsideAsync(string ns, string script) => cluster.KubectlAsync("exec", "-n", ns, "reader", "--", "sh", "-c", script);
}
