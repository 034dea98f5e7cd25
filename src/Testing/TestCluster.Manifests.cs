using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Testing;

public sealed partial class TestCluster
{
    private const string FieldManager = "timonier-testing";
    private static readonly TimeSpan KindPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Applies manifests, as <c>kubectl apply --server-side --force-conflicts</c> does, in the order of the text; objects
    /// of a kind that an earlier one defines wait until it is served. Answers them as they stand then.
    /// </summary>
    /// <param name="yaml">The manifests.</param>
    /// <param name="namespace">Of objects that name none.</param>
    /// <param name="manager">Who owns the fields then; what it owned before and no longer says is removed.</param>
    public async Task<IReadOnlyList<Document>> ApplyAsync(string yaml, string @namespace = "default", string manager = FieldManager)
    {
        var applied = new List<Document>();
        foreach (var body in Manifest.All(yaml))
        {
            var kind = await KindOfAsync(body);
            var name = body.Object("metadata").String("name");
            applied.Add(Allowed(await Client.PatchAsync(
                kind.Resource, Manifest.Place(body, kind, @namespace), name, new PatchBody(PatchKind.Apply, body.ToDocument().Utf8), new WriteQuery { FieldManager = manager })));
        }
        return applied;
    }

    /// <summary>The same for a file.</summary>
    public async Task<IReadOnlyList<Document>> ApplyFileAsync(string path, string @namespace = "default") => await ApplyAsync(await File.ReadAllTextAsync(path), @namespace);

    /// <summary>The same for every <c>.yaml</c>, <c>.yml</c> and <c>.json</c> file of a folder, by name.</summary>
    public async Task<IReadOnlyList<Document>> ApplyFolderAsync(string path, string @namespace = "default")
    {
        var applied = new List<Document>();
        foreach (var file in Directory.EnumerateFiles(path).Where(f => Path.GetExtension(f) is ".yaml" or ".yml" or ".json").Order(StringComparer.Ordinal))
            applied.AddRange(await ApplyFileAsync(file, @namespace));
        return applied;
    }

    private async Task<Kind> KindOfAsync(DraftObject body)
    {
        Kind? kind = null;
        if (await course.UntilAsync(() => (kind = plane.Kinds.Current.FindKind(body.String("apiVersion"), body.String("kind"))) is { Plural.Length: > 0 }, KindPatience)) return kind!;
        throw new ArgumentException($"the cluster does not serve {body.String("apiVersion")} {body.String("kind")}", nameof(body));
    }
}
