using Timonier.Api.Tests.CustomResources;
using System.Text;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Samples;

/// <summary>
/// A small object of a kind from the folder Samples, with what is expected of the kind in the comments above it:
/// <c># content:</c> a merge patch of what is wished, <c># generation:</c> what it is after that, <c># status:</c> what
/// somebody reports, <c># put: creates</c>, <c># update: versioned</c>, <c># deleted: object</c>, <c># created: with status</c>.
/// </summary>
internal sealed record Sample(Kind Kind, DraftObject Body, IReadOnlyDictionary<string, string> Expected)
{
    private static readonly Lazy<IReadOnlyList<Sample>> Read = new(() => [.. Directory.GetFiles(System.IO.Path.Combine(AppContext.BaseDirectory, "Samples"), "*.yaml")
        .SelectMany(file => File.ReadAllText(file).Split("\n---\n")).Select(Parse)]);

    public static IReadOnlyList<Sample> All => Read.Value;

    public string Name => Body.Object("metadata").String("name");
    public string Collection => (Kind.Group.Length == 0 ? "/api/" : "/apis/") + Kind.ApiVersion + (Kind.Namespaced ? "/namespaces/default/" : "/") + Kind.Plural;
    public string Path => $"{Collection}/{Name}";
    public string? Content => Expected.GetValueOrDefault("content");
    public string? Status => Expected.GetValueOrDefault("status");
    public long? Generation => Expected.TryGetValue("generation", out var number) ? long.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>Whether a comment says so, as <c># put: creates</c>.</summary>
    public bool Says(string name, string value) => Expected.GetValueOrDefault(name) == value;

    public static Sample Of(string resource) => All.First(s => Named(s.Kind) == resource);

    public static string Named(Kind kind) => $"{kind.ApiVersion} {kind.Plural}";

    /// <summary>Creates it; nothing may be wrong with a sample.</summary>
    public async Task<Document> MakeAsync(ApiServer server)
    {
        if (Kind.Name == "Pod") await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        var (code, made) = await server.SendAsync(HttpMethod.Post, Collection, Body.ToString());
        code.ShouldBe(201, made.ToString());
        // The server itself goes on writing these until they are offered.
        return Kind.Name == "CustomResourceDefinition" ? await server.ConditionAsync(made.Name, "Established", "True") : made;
    }

    /// <summary>A merge patch of it, or of a subresource (<c>/status</c>); must succeed.</summary>
    public async Task<Document> ChangeAsync(ApiServer server, string patch, string subresource = "")
    {
        var (code, changed) = await server.SendAsync(HttpMethod.Patch, Path + subresource, patch, "application/merge-patch+json");
        code.ShouldBe(200, changed.ToString());
        return changed;
    }

    private static Sample Parse(string text)
    {
        var body = Yaml.ParseObject(Encoding.UTF8.GetBytes(text));
        var expected = text.Split('\n').Where(line => line.StartsWith("# ", StringComparison.Ordinal)).Select(line => line[2..].Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
        return new Sample(KindCatalogue.BuiltIn.FindKind(body.String("apiVersion"), body.String("kind"))!, body, expected);
    }
}
