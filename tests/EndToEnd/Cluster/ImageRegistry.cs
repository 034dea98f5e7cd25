using System.Formats.Tar;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>
/// Serves one test image over the distribution API, on loopback of the cluster's network, under the name web and the
/// tag 1. With a user it wants basic authentication.
/// </summary>
public sealed class ImageRegistry : IAsyncDisposable
{
    private const string Repository = "/v2/web";
    private readonly WebApplication server;
    private readonly IReadOnlyDictionary<string, byte[]> blobs;
    private readonly string manifest;
    private readonly string credentials;

    private ImageRegistry(Socket socket, IReadOnlyDictionary<string, byte[]> blobs, string credentials)
    {
        this.blobs = blobs;
        this.credentials = credentials;
        Address = socket.LocalEndPoint!.ToString()!;
        using var index = JsonDocument.Parse(blobs["index.json"]);
        manifest = index.RootElement.GetProperty("manifests")[0].GetProperty("digest").GetString()!;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen((IPEndPoint)socket.LocalEndPoint));
        builder.WebHost.UseSockets(options => options.CreateBoundListenSocket = _ => socket);
        server = builder.Build();
        server.Run(ServeAsync);
    }

    /// <summary>Its host and port, as they stand in image names.</summary>
    public string Address { get; }

    /// <param name="network">The cluster's.</param>
    /// <param name="image">An image of tests/images, built already.</param>
    /// <param name="credentials">The user and the password that open it, for example "user:password"; empty: all may pull.</param>
    public static async Task<ImageRegistry> StartAsync(NetworkNamespace network, string image, string credentials = "")
    {
        var made = new ImageRegistry(network.Listen(), await ReadAsync(Path.Combine(Paths.Images, image + ".tar")), credentials);
        await made.server.StartAsync();
        return made;
    }

    public async ValueTask DisposeAsync() => await server.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        if (credentials.Length > 0 && request.Headers.Authorization.ToString() != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)))
        {
            response.Headers.WWWAuthenticate = "Basic realm=\"images\"";
            await RefuseAsync(response, StatusCodes.Status401Unauthorized, "UNAUTHORIZED");
            return;
        }
        var path = request.Path.Value!;
        var digest = path is $"{Repository}/manifests/1" ? manifest : path[(path.LastIndexOf('/') + 1)..];
        if (path == "/v2/") return;
        if (!path.StartsWith(Repository + "/", StringComparison.Ordinal) || !blobs.TryGetValue("blobs/" + digest.Replace(':', '/'), out var blob))
        {
            await RefuseAsync(response, StatusCodes.Status404NotFound, "MANIFEST_UNKNOWN");
            return;
        }
        response.ContentType = digest == manifest ? "application/vnd.oci.image.manifest.v1+json" : "application/octet-stream";
        response.ContentLength = blob.Length;
        response.Headers["Docker-Content-Digest"] = digest;
        if (HttpMethods.IsGet(request.Method)) await response.Body.WriteAsync(blob);
    }

    private static async Task RefuseAsync(HttpResponse response, int status, string code)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method)) await response.WriteAsync($$"""{"errors":[{"code":"{{code}}","message":"refused"}]}""");
    }

    private static async Task<Dictionary<string, byte[]>> ReadAsync(string archive)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        await using var file = File.OpenRead(archive);
        await using var tar = new TarReader(file);
        while (await tar.GetNextEntryAsync() is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data) await data.CopyToAsync(content);
            files[entry.Name] = content.ToArray();
        }
        return files;
    }
}
