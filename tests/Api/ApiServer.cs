using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api.Authentication;
using Timonier.Api.Authorization;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;
using Timonier.Sealing;
using Timonier.Store.Embedded;

namespace Timonier.Api.Tests;

/// <summary>The API over an embedded store in a folder of its own, which keeps secrets encrypted as every server does, behind Kestrel on a free port.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string folder;
    private readonly EmbeddedStore store;
    private readonly RbacAuthorizer? roles;
    private WebApplication? app;

    private ApiServer(string folder, EmbeddedStore disk, Seals seals, ApiConfig config, bool withRoles, IIdSource? ids, TimeProvider time)
    {
        this.folder = folder;
        store = disk;
        var sealedStore = new SealedStore(disk, seals);
        Api = new ClusterApi(sealedStore, new KindRegistry(), time, ids ?? new RandomIdSource(new Random(7)), new Everybody(), withRoles ? new AuthorizerChain(roles = new RbacAuthorizer(sealedStore)) : new Judge(), config, NullLoggerFactory.Instance);
        Client = Api.For(new UserInfo("admin", ["system:masters"]));
    }

    public ClusterApi Api { get; }
    public IClusterClient Client { get; }
    public HttpClient Http { get; } = new();

    /// <summary>What is on disk.</summary>
    public EmbeddedStore Store => store;

    /// <param name="withRoles">True: roles and bindings decide. False: admin may do everything and nobody else anything.</param>
    public static async Task<ApiServer> StartAsync(bool withRoles = false, ApiConfig? config = null, IIdSource? ids = null, TimeProvider? time = null)
    {
        var folder = Directory.CreateTempSubdirectory("timonier-api-").FullName;
        var disk = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await disk.StartAsync(TestContext.Current.CancellationToken);
        var seals = await Seals.StartAsync(new SealingConfig { KeyDirectory = Path.Combine(folder, "encryption") }, TimeProvider.System, TestContext.Current.CancellationToken);
        var server = new ApiServer(folder, disk, seals, config ?? new ApiConfig(), withRoles, ids, time ?? TimeProvider.System);
        if (server.roles is { } roles) await roles.StartAsync(TestContext.Current.CancellationToken);
        await server.Api.StartAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ResponseHeaderEncodingSelector = _ => Encoding.UTF8);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server.app = builder.Build();
        server.app.Run(server.Api.HandleAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        server.Http.BaseAddress = new Uri(server.app.Urls.First());
        return server;
    }

    public async Task<(int Code, Document Body)> SendAsync(HttpMethod method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        using var response = await AskAsync(method, path, body is null ? null : new StringContent(body, Encoding.UTF8, media), user);
        return await ReadAsync(response);
    }

    public async Task<(int Code, Document Body)> GetAsAsync(string path, string accept)
    {
        using var response = await AskAsync(HttpMethod.Get, path, null, "admin", ("Accept", accept));
        return await ReadAsync(response);
    }

    /// <summary>The answer itself, for what is in its headers or is not JSON.</summary>
    public async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, HttpContent? content = null, string user = "admin", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (user.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public static async Task<(int Code, Document Body)> ReadAsync(HttpResponseMessage response) =>
        ((int)response.StatusCode, Document.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));

    /// <summary>Lets a user do something everywhere; for a server with roles.</summary>
    public async Task GrantAsync(string user, string verb, string group, string resource)
    {
        const string Rbac = "/apis/rbac.authorization.k8s.io/v1/";
        var name = $"{verb}-{group}-{resource.Replace('/', '-')}";
        (await SendAsync(HttpMethod.Post, Rbac + "clusterroles", $$$"""{"metadata":{"name":"{{{name}}}"},"rules":[{"verbs":["{{{verb}}}"],"apiGroups":["{{{group}}}"],"resources":["{{{resource}}}"]}]}""")).Code.ShouldBe(201);
        (await SendAsync(HttpMethod.Post, Rbac + "clusterrolebindings", $$$"""
            {"metadata":{"name":"{{{name}}}"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"{{{name}}}"},
            "subjects":[{"kind":"User","apiGroup":"rbac.authorization.k8s.io","name":"{{{user}}}"}]}
            """)).Code.ShouldBe(201);
    }

    /// <summary>The first lines of a watch; fewer when it ends before.</summary>
    public async Task<List<Document>> WatchLinesAsync(string path, int count, string accept = "application/json")
    {
        using var request = Asking(path, accept);
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.ShouldBeTrue();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var lines = new List<Document>();
        while (lines.Count < count && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) lines.Add(Document.Parse(Encoding.UTF8.GetBytes(line)));
        return lines;
    }

    private static HttpRequestMessage Asking(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "admin");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (app is not null) await app.DisposeAsync();
        await Api.DisposeAsync();
        roles?.Dispose();
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // A token is the user's name, and its groups behind bars: system:node:n1|system:nodes.
    private sealed class Everybody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
        {
            var header = context.Request.Headers.Authorization.ToString();
            if (header.Length == 0) return ValueTask.FromResult(AuthenticationResult.Anonymous);
            var parts = header["Bearer ".Length..].Split('|');
            string[] own = parts[0] == "admin" ? ["system:masters"] : parts[1..];
            return ValueTask.FromResult(AuthenticationResult.Of(new UserInfo(parts[0], [.. own, "system:authenticated"])));
        }
    }

    // The aggregator has a role of its own in a cluster.
    private sealed class Judge : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
            ValueTask.FromResult(new AuthorizationDecision(attributes.User.Groups.Contains("system:masters") || attributes.User.Name is "system:kube-aggregator" or "system:serviceaccount:kube-system:customresourcedefinition-controller"));
    }
}
