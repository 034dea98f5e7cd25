using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Timonier.Api.Aggregation;
using Timonier.Api.Subresources;
using Timonier.Coast;
using Timonier.Documents;

namespace Timonier.Api.Tests.Aggregation;

/// <summary>An API server that another one extends: there are lighthouses, at the end of a Service.</summary>
internal sealed class Shore : IAsyncDisposable
{
    public const string Name = "v1.coast.example.com";
    public const string Root = "/apis/coast.example.com/v1";
    public const string InDefault = Root + "/namespaces/default/lighthouses";
    public const string OfServices = "/apis/apiregistration.k8s.io/v1/apiservices";
    private readonly HttpClient asAdmin;
    private readonly X509Certificate2 shown;

    private Shore(ApiServer server, CoastServer coast, HttpClient asAdmin, X509Certificate2 shown)
    {
        Server = server;
        Coast = coast;
        this.asAdmin = asAdmin;
        this.shown = shown;
    }

    public ApiServer Server { get; }
    public CoastServer Coast { get; }

    /// <param name="publish">False: nobody has told the cluster of the other server yet.</param>
    public static async Task<Shore> StartAsync(bool publish = true, TimeProvider? time = null)
    {
        var (authority, shown) = Certificates();
        var server = await ApiServer.StartAsync(withRoles: true, time: time, config: new ApiConfig
        {
            ProxyCertificate = () => shown,
            Extensions = new ExtensionTrust(authority, authority, "front-proxy-client"),
            Pods = new OnLoopback(),
        });
        await server.GrantAsync("system:kube-aggregator", "*", "apiregistration.k8s.io", "*");
        await server.GrantAsync("system:serviceaccount:kube-system:customresourcedefinition-controller", "*", "apiextensions.k8s.io", "*");
        var asAdmin = new HttpClient { BaseAddress = server.Http.BaseAddress, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", "admin") } };
        var coast = await CoastServer.StartAsync(IPAddress.Loopback, 0, await Door.OpenAsync(asAdmin), "coast.shore.svc");
        var shore = new Shore(server, coast, asAdmin, shown);
        if (!publish) return shore;
        await shore.PublishServiceAsync();
        await shore.RegisterAsync();
        await shore.IsAsync("True");
        return shore;
    }

    public async Task PublishServiceAsync()
    {
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces", """{"metadata":{"name":"shore"}}""")).Code.ShouldBe(201);
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/shore/services", """{"metadata":{"name":"coast"},"spec":{"ports":[{"name":"https","port":443}]}}""")).Code.ShouldBe(201);
        (await PublishEndpointsAsync(Coast.Port)).ShouldBe(201);
    }

    public async Task<int> PublishEndpointsAsync(int port, string address = "10.42.0.9", string portName = "https") =>
        (await Server.SendAsync(HttpMethod.Post, "/apis/discovery.k8s.io/v1/namespaces/shore/endpointslices", $$$"""
            {"metadata":{"name":"coast-{{{Random.Shared.Next()}}}","labels":{"kubernetes.io/service-name":"coast"}},"addressType":"IPv4","ports":[{"name":"{{{portName}}}","port":{{{port}}}}],
            "endpoints":[{"addresses":["{{{address}}}"],"conditions":{"ready":true}}]}
            """)).Code;

    public async Task RegisterAsync(string? bundle = null, int port = 443) =>
        (await Server.SendAsync(HttpMethod.Post, OfServices, $$$"""
            {"metadata":{"name":"{{{Name}}}"},"spec":{"group":"coast.example.com","version":"v1","groupPriorityMinimum":1500,"versionPriority":10,
            "caBundle":"{{{Convert.ToBase64String(Encoding.ASCII.GetBytes(bundle ?? Coast.CertificatePem))}}}","service":{"namespace":"shore","name":"coast","port":{{{port}}} } } }
            """)).Code.ShouldBe(201);

    /// <summary>The condition Available, once it has that status, and that reason if one is given.</summary>
    public async Task<(string Reason, string Message)> IsAsync(string status, string reason = "", string name = Name)
    {
        await foreach (var service in WatchAsync($"{OfServices}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name={name}"))
            foreach (var condition in service.Root["object"u8]["status"u8]["conditions"u8].Items)
                if (condition["status"u8].AsString() == status && (reason.Length == 0 || condition["reason"u8].AsString() == reason)) return (condition["reason"u8].AsString(), condition["message"u8].AsString());
        throw new InvalidOperationException("the watch ended");
    }

    /// <summary>The lines of a watch as they come.</summary>
    public async IAsyncEnumerable<Document> WatchAsync(string path, string user = "admin")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user);
        using var response = await Server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) yield return Document.Parse(Encoding.UTF8.GetBytes(line));
    }

    public async Task<(int Code, string Text)> TextAsync(HttpMethod method, string path, string user = "admin")
    {
        using var response = await Server.AskAsync(method, path, null, user);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Coast.DisposeAsync();
        asAdmin.Dispose();
        shown.Dispose();
    }

    /// <summary>An authority, and a certificate that it has signed for the front proxy.</summary>
    private static (string Authority, X509Certificate2 Shown) Certificates()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=front-proxy-ca", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var authority = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var signed = new CertificateRequest("CN=front-proxy-client", key, HashAlgorithmName.SHA256).Create(authority, now.AddMinutes(-5), now.AddHours(12), [1, 2, 3]);
        using var whole = signed.CopyWithPrivateKey(key);
        return (authority.ExportCertificatePem(), X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null));
    }

    // The pods of these tests are all on the loopback.
    private sealed class OnLoopback : IPodConnector
    {
        private readonly PodConnector pods = new();

        public ValueTask<Stream> ConnectAsync(string address, int port, CancellationToken cancellation) => pods.ConnectAsync("127.0.0.1", port, cancellation);
    }
}
