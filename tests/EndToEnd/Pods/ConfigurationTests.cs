using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Pods;

/// <summary>What a pod is told: environment, files, its own identity, its limits.</summary>
public sealed class ConfigurationTests(SharedCluster shared)
{
    private readonly ClusterUnderTest cluster = shared.Cluster;

    [Fact]
    public async Task ConfigMapFieldsAndProjections_ReachTheContainer()
    {
        var ns = await cluster.NamespaceAsync("configured");
        (await cluster.KubectlAsync("create", "configmap", "-n", ns, "settings", "--from-literal=colour=blue", "--from-literal=size=xl")).MustSucceed();
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: told, labels: {tier: web}}
            spec:
              restartPolicy: Never
              volumes:
                - name: all
                  projected:
                    sources:
                      - configMap: {name: settings, items: [{key: size, path: sub/size}]}
                      - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}]}
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  envFrom: [{configMapRef: {name: settings}}]
                  env:
                    - {name: MY_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                    - {name: GREETING, value: "$(MY_NAME) is $(colour)"}
                    - {name: MY_LIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory, divisor: 1Mi}}}
                  resources: {limits: {memory: 32Mi, cpu: 100m}}
                  command: [sh, -c, 'echo $GREETING $MY_LIMIT; cat /all/sub/size; echo; cat /all/labels; echo; id -u']
                  securityContext: {runAsUser: 1234}
                  volumeMounts: [{name: all, mountPath: /all}]
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Succeeded", "pod/told", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "told")).MustSucceed().ShouldBe("told is blue 32\nxl\ntier=\"web\"\n1234\n");
    }

    [Fact]
    public async Task MissingSecret_IsNamedInTheStatus()
    {
        var ns = await cluster.NamespaceAsync("missing-secret");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: needy}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  env: [{name: X, valueFrom: {secretKeyRef: {name: absent, key: x}}}]
            """);
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("get", "po", "-n", ns, "needy", "--no-headers"), r => r.Output.Contains("CreateContainerConfigError", StringComparison.Ordinal));
        (await cluster.KubectlAsync("get", "po", "-n", ns, "needy", "-o", "jsonpath={.status.containerStatuses[0].state.waiting.message}")).MustSucceed().ShouldBe("secret \"absent\" not found");
    }

    [Fact]
    public async Task ServiceAccountToken_IsAcceptedByTheApi_WithItsRightsOnly()
    {
        var ns = await cluster.NamespaceAsync("identity");
        (await cluster.KubectlAsync("create", "rolebinding", "-n", ns, "viewer", "--clusterrole=view", $"--serviceaccount={ns}:default")).MustSucceed();
        var token = (await cluster.KubectlAsync("create", "token", "-n", ns, "default")).MustSucceed().Trim();
        (await AsAsync(token, $"/api/v1/namespaces/{ns}/pods")).ShouldBe("200");
        (await AsAsync(token, $"/api/v1/namespaces/{ns}/secrets")).ShouldBe("403");
        (await AsAsync(token, "/api/v1/namespaces/default/pods")).ShouldBe("403");
        (await AsAsync(token + "x", $"/api/v1/namespaces/{ns}/pods")).ShouldBe("401");
        await cluster.ApplyAsync(ns, """
            apiVersion: v1
            kind: Pod
            metadata: {name: caller}
            spec:
              restartPolicy: Never
              containers:
                - name: main
                  image: busybox
                  imagePullPolicy: Never
                  command: [sh, -c, 'ls /var/run/secrets/kubernetes.io/serviceaccount; cat /var/run/secrets/kubernetes.io/serviceaccount/namespace']
            """);
        (await cluster.KubectlAsync("wait", "-n", ns, "--for=jsonpath={.status.phase}=Succeeded", "pod/caller", "--timeout=60s")).MustSucceed();
        (await cluster.KubectlAsync("logs", "-n", ns, "caller")).MustSucceed().ShouldBe($"ca.crt\nnamespace\ntoken\n{ns}");
    }

    private async Task<string> AsAsync(string token, string path) =>
        (await cluster.FromNodeAsync("curl", "-sk", "-o", "/dev/null", "-w", "%{http_code}", "-H", $"Authorization: Bearer {token}", $"https://127.0.0.1:6443{path}")).MustSucceed();
}
