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
using Timonier.Store.Embedded;

namespace Timonier.Api.Tests;

/// <summary>The API over an embedded store in a folder of its own, behind Kestrel on a free port.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("timonier-api-").FullName;
    private readonly EmbeddedStore store;
    private WebApplication? app;

    private ApiServer()
    {
        store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = folder }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        Api = new ClusterApi(store, KindCatalogue.BuiltIn, TimeProvider.System, new RandomIdSource(new Random(7)), new Everybody(), new Judge(), new ApiConfig(), NullLoggerFactory.Instance);
        Client = Api.For(new UserInfo("admin", ["system:masters"]));
    }

    public ClusterApi Api { get; }
    public IClusterClient Client { get; }
    public HttpClient Http { get; } = new();
    public EmbeddedStore Store => store;

    public static async Task<ApiServer> StartAsync()
    {
        var server = new ApiServer();
        await server.store.StartAsync(TestContext.Current.CancellationToken);
        await server.Api.StartAsync(TestContext.Current.CancellationToken);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server.app = builder.Build();
        server.app.Run(server.Api.HandleAsync);
        await server.app.StartAsync(TestContext.Current.CancellationToken);
        server.Http.BaseAddress = new Uri(server.app.Urls.First());
        return server;
    }

    public async Task<(int Code, Document Body)> SendAsync(HttpMethod method, string path, string? body = null, string media = "application/json", string user = "admin")
    {
        using var request = new HttpRequestMessage(method, path);
        if (user.Length > 0) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", user);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, media);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, Document.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    public async Task<(int Code, Document Body)> GetAsAsync(string path, string accept)
    {
        using var request = Asking(path, accept);
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, Document.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
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
        await store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class Everybody : IAuthenticator
    {
        public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
        {
            var header = context.Request.Headers.Authorization.ToString();
            return ValueTask.FromResult(header.Length == 0
                ? AuthenticationResult.Anonymous
                : AuthenticationResult.Of(new UserInfo(header["Bearer ".Length..], ["system:authenticated"])));
        }
    }

    private sealed class Judge : IAuthorizer
    {
        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation) =>
            ValueTask.FromResult(new AuthorizationDecision(attributes.User.Name == "admin"));
    }
}
