using System.Text;
using System.Text.Json;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Secrecy;

/// <summary>
/// Secrets are planted wherever a cluster takes them, and used rightly and wrongly, with every log as talkative as it
/// gets. Afterwards none may be found where it does not belong. The audit policy tells everything except the bodies of
/// the resources that are secret by nature, as upstream's recommended ones do.
/// </summary>
public sealed class PlantedSecretTests : IDisposable
{
    private const string Policy = """
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
        - level: Metadata
          resources:
          - {group: "", resources: [secrets, configmaps, serviceaccounts/token]}
          - {group: authentication.k8s.io, resources: [tokenreviews]}
        - level: RequestResponse
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("timonier-secrecy-").FullName;
    private readonly List<PlantedSecret> planted = [];
    private readonly List<string> said = [];

    private string Audit => Path.Combine(folder, "audit.log");
    private string Encryption => Path.Combine(folder, "encryption.yaml");

    [Fact]
    public async Task Secrets_UsedInEveryWay_AreFoundNowhere()
    {
        var key = Plant("encryption key");
        await File.WriteAllTextAsync(Encryption, EncryptionWith(key.Base64), Stop);
        await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), Policy, Stop);
        await using var cluster = await ClusterUnderTest.StartAsync("secrecy", "--no-agent", "--log-level", "Trace",
            "--audit-policy-file", Path.Combine(folder, "policy.yaml"), "--audit-log-path", Audit, "--encryption-provider-config", Encryption);

        await UseSecretsAsync(cluster);
        await UseTokensAsync(cluster);
        await UseTheWrongDoorsAsync(cluster);
        await BreakTheEncryptionAsync(cluster);

        var found = new List<string>();
        await LookAtAnswersAsync(cluster, found);
        LookAtProcess(cluster.ServerPid, found);
        await LookAtFilesAsync(cluster, found);
        found.ShouldBeEmpty();
        // What was looked through was not empty.
        (await File.ReadAllTextAsync(Audit, Stop)).ShouldContain("\"level\":\"RequestResponse\"");
        (await File.ReadAllTextAsync(cluster.ServerLog, Stop)).Length.ShouldBeGreaterThan(500);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private PlantedSecret Plant(string name, int length = 32)
    {
        var made = PlantedSecret.Make(name, length);
        planted.Add(made);
        return made;
    }

    private static string EncryptionWith(string secret) => $$"""
        apiVersion: apiserver.config.k8s.io/v1
        kind: EncryptionConfiguration
        resources:
        - resources: [secrets]
          providers:
          - aesgcm: {keys: [{name: one, secret: "{{secret}}"}]}
          - identity: {}
        """;

    private async Task UseSecretsAsync(ClusterUnderTest cluster)
    {
        // 1. As they are meant.
        var (data, applied, changed, registry, web) = (Plant("data"), Plant("applied"), Plant("changed"), Plant("registry password"), Plant("web password"));
        (await cluster.KubectlAsync("create", "secret", "generic", "plain", $"--from-literal=k={data.Value}")).MustSucceed();
        await ApplyAsync(cluster, SecretOf("applied", $"stringData: {{k: {applied.Value}}}"));
        await ApplyAsync(cluster, SecretOf("applied", $"stringData: {{k: {changed.Value}}}"));
        (await cluster.KubectlAsync("create", "secret", "docker-registry", "pull", "--docker-server=registry.example", "--docker-username=me", $"--docker-password={registry.Value}")).MustSucceed();
        await ApplyAsync(cluster, SecretOf("web", $"type: kubernetes.io/basic-auth\nstringData: {{username: me, password: {web.Value}}}"));
        (await cluster.KubectlAsync("get", "secrets", "-A", "-o", "yaml")).MustSucceed().ShouldContain(data.Base64);
        (await cluster.KubectlAsync("describe", "secrets")).MustSucceed();

        // 2. With mistakes next to them, which are told.
        var bad = Plant("badly written");
        await FailAsync(cluster, SecretOf("bad key", $"stringData: {{k: {bad.Value}}}"));
        await FailAsync(cluster, SecretOf("a", $"stringData: {{'bad key': {bad.Value}}}"));
        await FailAsync(cluster, SecretOf("b", $"data: {{k: '{bad.Value}!'}}"));
        await FailAsync(cluster, SecretOf("c", $"data: {bad.Value}"));
        await FailAsync(cluster, SecretOf("d", $"stringData: {{k: [{bad.Value}]}}"));
        await FailAsync(cluster, SecretOf("e", $"type: kubernetes.io/dockerconfigjson\nstringData: {{.dockerconfigjson: '{{\"auths\": {bad.Value}'}}"));
        await FailAsync(cluster, SecretOf("f", $"type: kubernetes.io/tls\nstringData: {{tls.key: {bad.Value}}}"));
        await FailAsync(cluster, SecretOf("g", $"stringData: {{k: {bad.Value}}}\nimmutable: {bad.Value}"));
        foreach (var fields in (string[])[$"data: {{k: '{bad.Value}!'}}", $"data: {{k: [{bad.Value}]}}", $"stringData: {{'bad key': {bad.Value}}}"])
        {
            var answer = await cluster.KubectlAsync(["apply", "--server-side", "--validate=false", "-f", "-"], SecretOf("web", fields));
            answer.ExitCode.ShouldNotBe(0, fields);
            said.Add(answer.All);
        }
        await RefusedAsync(cluster, "patch", "secret", "plain", "--type=json", "-p", $$$"""[{"op":"test","path":"/data/k","value":"{{{bad.Base64}}}"}]""");
        await RefusedAsync(cluster, "patch", "secret", "plain", "--type=merge", "-p", $$$"""{"data":{"k":"{{{bad.Value}}}!"}}""");
        await RefusedAsync(cluster, "patch", "secret", "plain", "--type=merge", "-p", $$$"""{"data":{"k":"{{{bad.Value}}}""");
        await RefusedAsync(cluster, "patch", "secret", "web", "-p", """{"type":"Opaque"}""");
        (await cluster.KubectlAsync("patch", "secret", "plain", "-p", """{"immutable":true}""")).MustSucceed();
        await RefusedAsync(cluster, "patch", "secret", "plain", "-p", $$$"""{"stringData":{"k":"{{{bad.Value}}}"}}""");

        // 3. Shown to a webhook that is not there, and to a policy that refuses.
        await ApplyAsync(cluster, """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: away}
            webhooks:
            - name: away.example.com
              clientConfig: {url: "https://127.0.0.1:9/hook"}
              rules: [{apiGroups: [""], apiVersions: [v1], resources: [secrets], operations: [CREATE]}]
              sideEffects: None
              admissionReviewVersions: [v1]
              timeoutSeconds: 2
            """);
        await Eventually.SucceedsAsync(() => cluster.KubectlAsync("create", "secret", "generic", "hooked", $"--from-literal=k={bad.Value}", "--dry-run=server"),
            answer =>
            {
                said.Add(answer.All);
                return answer.ExitCode != 0;
            });
        (await cluster.KubectlAsync("delete", "validatingwebhookconfiguration", "away")).MustSucceed();
        said.ShouldContain(answer => answer.Contains("failed calling webhook", StringComparison.Ordinal));
    }

    private async Task UseTokensAsync(ClusterUnderTest cluster)
    {
        // 1. Of service accounts: asked for, reviewed, used where it is good and where it is not.
        var account = PlantedSecret.Of("service account token", (await cluster.KubectlAsync("create", "token", "default")).MustSucceed().Trim().Split('.')[2]);
        var whole = (await cluster.KubectlAsync("create", "token", "default", "--audience=elsewhere")).MustSucceed().Trim();
        planted.AddRange([account, PlantedSecret.Of("token for others", whole.Split('.')[2])]);
        said.Add((await CurlAsync(cluster, "/api", "-H", $"Authorization: Bearer {whole}")).All);
        said.Add((await CurlAsync(cluster, "/api", "-H", $"Authorization: Bearer {whole}x")).All);
        var review = await cluster.KubectlAsync(["create", "-o", "jsonpath={.status.error}", "-f", "-"],
            $"{{apiVersion: authentication.k8s.io/v1, kind: TokenReview, spec: {{token: {whole}}}}}");
        said.Add(review.All);

        // 2. By which machines join, of both sorts.
        var boot = Plant("bootstrap token", 16);
        await ApplyAsync(cluster, $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: bootstrap-token-abcdef, namespace: kube-system}
            type: bootstrap.kubernetes.io/token
            stringData: {token-id: abcdef, token-secret: {{boot.Value}}, usage-bootstrap-authentication: "true", usage-bootstrap-signing: "true"}
            """);
        said.Add((await CurlAsync(cluster, "/api", "-H", $"Authorization: Bearer abcdef.{boot.Value}")).All);
        var join = (await cluster.TimonierAsync("token")).MustSucceed().Trim();
        planted.Add(PlantedSecret.Of("join token", join[(join.LastIndexOf('.') + 1)..]));
        var wrong = Plant("wrong join token");
        foreach (var token in (string[])[join[(join.LastIndexOf('.') + 1)..], wrong.Value])
            said.Add((await CurlAsync(cluster, "/timonier/v1/nodes", "-X", "POST", "-d", "{}", "-H", $"Authorization: Bearer {token}")).All);
    }

    private async Task UseTheWrongDoorsAsync(ClusterUnderTest cluster)
    {
        var (bearer, basic, query, command, socket) = (Plant("bad bearer"), Plant("bad password"), Plant("password in a URL"), Plant("environment of a command"), Plant("token of a web socket"));
        said.Add((await CurlAsync(cluster, "/api/v1/nodes", "-H", $"Authorization: Bearer {bearer.Value}")).All);
        said.Add((await CurlAsync(cluster, "/api/v1/nodes", "-H", $"Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.{bearer.Value}.{bearer.Value}")).All);
        said.Add((await CurlAsync(cluster, "/api/v1/nodes", "-u", $"me:{basic.Value}")).All);
        foreach (var name in (string[])["password", "access_token", "token", "client_secret"])
            said.Add((await CurlAsync(cluster, $"/api/v1/nodes?{name}={query.Value}&limit=1")).All);
        said.Add((await CurlAsync(cluster, "/api/v1/nodes?watch=1", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H", "Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==",
            "-H", $"Sec-WebSocket-Protocol: base64url.bearer.authorization.k8s.io.{socket.Base64.TrimEnd('=')}, base64.binary.k8s.io")).All);
        foreach (var header in (string[])["X-Remote-User", "Impersonate-Extra-Token", "Cookie"])
            said.Add((await CurlAsync(cluster, "/api/v1/nodes", "-H", $"{header}: {bearer.Value}")).All);

        (await cluster.KubectlAsync("run", "p", "--image=i")).MustSucceed();
        await RefusedAsync(cluster, "exec", "p", "--", "env", $"PASSWORD={command.Value}", "true");
        // The words of a command are part of its URL, and an audit log tells URLs.
        planted.Remove(command);
        Find(command, "log of the server", await File.ReadAllBytesAsync(cluster.ServerLog, Stop)).ShouldBeNull();
    }

    private async Task BreakTheEncryptionAsync(ClusterUnderTest cluster)
    {
        var broken = Plant("key of the wrong length", 20);
        await File.WriteAllTextAsync(Encryption, EncryptionWith(broken.Base64), Stop);
        await Eventually.SucceedsAsync(() => cluster.FromNodeAsync("cat", cluster.ServerLog), log => log.Output.Contains("expected one of [16 24 32]", StringComparison.Ordinal));
        var unclosed = Plant("key in broken YAML");
        await File.WriteAllTextAsync(Encryption, EncryptionWith(unclosed.Base64) + "\n  - {aesgcm: [" + unclosed.Base64, Stop);
        await Eventually.SucceedsAsync(() => cluster.FromNodeAsync("grep", "-c", "could not be brought up to date", cluster.ServerLog), log => log.Output.Trim() is not ("0" or "1" or ""));
    }

    private async Task LookAtAnswersAsync(ClusterUnderTest cluster, List<string> found)
    {
        Look("answers", Encoding.UTF8.GetBytes(string.Join('\n', said)), found);
        string[] pages =
        [
            "/metrics", "/version", "/readyz?verbose", "/livez?verbose", "/healthz?verbose", "/flagz", "/statusz", "/configz", "/debug/api_priority_and_fairness/dump_requests?includeRequestDetails=1",
            "/timonier/secrets", "/api/v1/events", "/apis/events.k8s.io/v1/events", "/api/v1/namespaces/kube-public/configmaps/cluster-info", "/openapi/v2", "/.well-known/openid-configuration", "/openid/v1/jwks",
        ];
        foreach (var page in pages) Look(page, Encoding.UTF8.GetBytes((await cluster.KubectlAsync("get", "--raw", page)).All), found);
    }

    private void LookAtProcess(int pid, List<string> found)
    {
        foreach (var name in (string[])["cmdline", "environ"]) Look($"the process's {name}", File.ReadAllBytes($"/proc/{pid}/{name}"), found);
    }

    // Keys are in files that belong to their owner alone; there, and nowhere else, the token of the cluster may stand.
    private async Task LookAtFilesAsync(ClusterUnderTest cluster, List<string> found)
    {
        Look("audit log", await File.ReadAllBytesAsync(Audit, Stop), found);
        Look("log of the server", await File.ReadAllBytesAsync(cluster.ServerLog, Stop), found);
        var data = Path.GetDirectoryName(cluster.Kubeconfig)!;
        // Locks are held, and empty.
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(data)!, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            var isPrivate = (File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) == UnixFileMode.None;
            var bytes = await ReadAsync(file);
            foreach (var secret in planted)
                if (Find(secret, file, bytes) is { } finding && !(isPrivate && secret.Name == "join token" && file.StartsWith(Path.Combine(data, "pki"), StringComparison.Ordinal))) found.Add(finding);
            if (!isPrivate && bytes.AsSpan().IndexOf("PRIVATE KEY-----"u8) >= 0) found.Add($"{file} holds a key and is readable for others");
        }
        File.GetUnixFileMode(cluster.Kubeconfig).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private void Look(string where, byte[] bytes, List<string> found)
    {
        foreach (var secret in planted)
            if (Find(secret, where, bytes) is { } finding) found.Add(finding);
    }

    private static string? Find(PlantedSecret secret, string where, byte[] bytes) => secret.FindIn(bytes) is { } shown ? $"{where}: {shown}" : null;

    private static async Task<byte[]> ReadAsync(string file)
    {
        // The store's files are open and grow.
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy, Stop);
        return copy.ToArray();
    }

    private static string SecretOf(string name, string fields) => $"apiVersion: v1\nkind: Secret\nmetadata: {{name: {JsonSerializer.Serialize(name)}}}\n{fields}\n";

    private static async Task ApplyAsync(ClusterUnderTest cluster, string manifest) => (await cluster.KubectlAsync(["apply", "-f", "-"], manifest)).MustSucceed();

    private async Task FailAsync(ClusterUnderTest cluster, string manifest)
    {
        var answer = await cluster.KubectlAsync(["create", "--validate=false", "-f", "-"], manifest);
        answer.ExitCode.ShouldNotBe(0, manifest);
        said.Add(answer.All);
    }

    private async Task RefusedAsync(ClusterUnderTest cluster, params string[] words)
    {
        var answer = await cluster.KubectlAsync(words);
        answer.ExitCode.ShouldNotBe(0, string.Join(' ', words));
        said.Add(answer.All);
    }

    private static Task<CommandResult> CurlAsync(ClusterUnderTest cluster, string path, params string[] words) =>
        cluster.FromNodeAsync(["curl", "--silent", "--insecure", "--max-time", "10", "--http1.1", .. words, $"https://{NetworkNamespace.Address}:6443{path}"]);
}
