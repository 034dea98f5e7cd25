using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Timonier.Api.Aggregation;
using Timonier.Api.Pipeline;
using Timonier.Api.Tables;
using Timonier.Kernel;
using Timonier.Kinds.OpenApi;

namespace Timonier.Api.Discovery;

/// <summary>Answers <c>/openapi/v2</c> and <c>/openapi/v3</c>, with the entity tags and lasting addresses that clients keep them by.</summary>
internal sealed class OpenApiAnswers(RemoteVersions remotes, RemoteOpenApi schemas, TimeProvider time)
{
    private const string Json = "application/json";
    private readonly Derived<(RemoteSnapshot Offered, ImmutableDictionary<string, (string Mark, ForeignSpec Spec)> Told), OpenApiDocuments> made = new((source, before) =>
        new OpenApiDocuments(source.Offered.Catalogue, [.. source.Offered.All.Where(r => source.Told.ContainsKey(r.GroupVersion)).Select(r => source.Told[r.GroupVersion].Spec)], before));

    public static bool Answers(string path) => path is "/openapi/v2" or "/openapi/v3" || path.StartsWith("/openapi/v3/", StringComparison.Ordinal);

    public async Task WriteAsync(HttpContext context, string path, CancellationToken cancellation)
    {
        var documents = made.Of((await remotes.CurrentAsync(cancellation), schemas.Told));
        switch (path)
        {
            case "/openapi/v3":
                await SendAsync(context, documents.Index, Json, cancellation);
                break;
            case "/openapi/v2":
                if (Choose(context, "v2") is { } media) await SendAsync(context, documents.Version2(media != Json), media, cancellation);
                break;
            default:
                await WriteVersion3Async(context, documents, path["/openapi/v3/".Length..], cancellation);
                break;
        }
    }

    private async Task WriteVersion3Async(HttpContext context, OpenApiDocuments documents, string place, CancellationToken cancellation)
    {
        if (documents.Version3(place) is not { } content)
        {
            await AnswerWriter.WriteAsync(context, Status.UnknownResource(), cancellation);
            return;
        }
        if (Choose(context, "v3") is not { } media) return;
        var hash = context.Request.Query["hash"].ToString();
        if (hash.Length > 0 && hash != content.Hash)
        {
            context.Response.Headers.Location = $"/openapi/v3/{place}?hash={content.Hash}";
            context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
            return;
        }
        if (hash.Length > 0)
        {
            // The address tells the content, so that whoever has it never needs to ask again.
            context.Response.Headers.CacheControl = "public, immutable";
            context.Response.Headers.Expires = time.GetUtcNow().AddYears(1).ToString("R");
        }
        await SendAsync(context, media == Json ? content : documents.Version3(place, asProtobuf: true)!, media, cancellation);
    }

    // The type of the answer; null when it is 406. The form with an at sign is the old name of the other.
    private static string? Choose(HttpContext context, string version)
    {
        var protobuf = $"application/com.github.proto-openapi.spec.{version}.v1.0+protobuf";
        var old = $"application/com.github.proto-openapi.spec.{version}@v1.0+protobuf";
        var accept = context.Request.Headers.Accept.ToString();
        context.Response.Headers.Vary = "Accept";
        foreach (var clause in AcceptClause.ParseAll(accept.Length == 0 ? "*/*" : accept))
        {
            if (clause.Takes(Json)) return Json;
            if (clause.Takes(protobuf) || clause.Takes(old)) return protobuf;
        }
        context.Response.StatusCode = StatusCodes.Status406NotAcceptable;
        return null;
    }

    private static async Task SendAsync(HttpContext context, OpenApiContent content, string media, CancellationToken cancellation)
    {
        var response = context.Response;
        var tag = $"\"{content.Hash}\"";
        response.Headers.ETag = tag;
        if (response.Headers.CacheControl.Count == 0) response.Headers.CacheControl = "no-cache, private";
        if (context.Request.Headers.IfNoneMatch.ToString().Split(',', StringSplitOptions.TrimEntries).Contains(tag, StringComparer.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = media;
        response.Headers.Append("Vary", "Accept-Encoding");
        if (Compression.IsWanted(context.Request))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = content.Packed.Length;
            await response.Body.WriteAsync(content.Packed, cancellation);
            return;
        }
        await using var unpacked = content.Unpacked();
        await unpacked.CopyToAsync(response.Body, cancellation);
    }
}
