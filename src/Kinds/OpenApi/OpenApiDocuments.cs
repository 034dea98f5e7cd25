using System.Collections.Concurrent;
using System.Text.Json;

namespace Timonier.Kinds.OpenApi;

/// <summary>
/// The OpenAPI documents of a catalogue: what <c>kubectl explain</c>, client generators and checks on the client's
/// side read; with what other servers tell of group versions that they have. Each is made when it is first asked for
/// and kept packed; two requests may both make it, to the same effect.
/// </summary>
public sealed class OpenApiDocuments
{
    private readonly KindCatalogue catalogue;
    private readonly IReadOnlyList<ForeignSpec> foreign;
    private const string Whole = "v2";
    private readonly ConcurrentDictionary<string, OpenApiContent> json = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OpenApiContent> protobuf = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OpenApiContent> index = new(StringComparer.Ordinal);

    /// <param name="before">The documents of an earlier catalogue: what is under a path whose kinds are still the same stays.</param>
    public OpenApiDocuments(KindCatalogue catalogue, IReadOnlyList<ForeignSpec> foreign, OpenApiDocuments? before = null)
    {
        (this.catalogue, this.foreign) = (catalogue, foreign);
        if (before is null) return;
        foreach (var place in Places().Where(p => Foreign(p) is null && before.Foreign(p) is null))
        {
            if (!KindsOf(place).SequenceEqual(before.KindsOf(place))) continue;
            if (before.json.TryGetValue(place, out var text)) json[place] = text;
            if (before.protobuf.TryGetValue(place, out var binary)) protobuf[place] = binary;
        }
    }

    /// <summary>The answer to <c>/openapi/v3</c>: where each document is, with a hash so that clients may keep it.</summary>
    public OpenApiContent Index => index.GetOrAdd("", _ => OpenApiContent.Pack(WriteIndex));

    /// <summary>Version 2: everything in one document.</summary>
    public OpenApiContent Version2(bool asProtobuf = false) => asProtobuf
        ? protobuf.GetOrAdd(Whole, _ => Encoded(Version2(), Gnostic.Version2))
        : json.GetOrAdd(Whole, _ => OpenApiContent.Pack(output => Write(output, [.. OwnPlaces().SelectMany(PathsOf)], three: false)));

    /// <summary>Version 3: what is under one path, for example <c>apis/apps/v1</c>; null when nothing is.</summary>
    public OpenApiContent? Version3(string place, bool asProtobuf = false)
    {
        if (!Places().Contains(place, StringComparer.Ordinal)) return null;
        var content = Foreign(place)?.Three ?? json.GetOrAdd(place, p => OpenApiContent.Pack(output => Write(output, PathsOf(p), three: true)));
        return asProtobuf ? protobuf.GetOrAdd(place, _ => Encoded(content, Gnostic.Version3)) : content;
    }

    private IEnumerable<string> Places() => OwnPlaces().Concat(foreign.Where(f => f.Three is not null).Select(f => f.Place));

    private ForeignSpec? Foreign(string place) => foreign.FirstOrDefault(f => f.Place == place);

    private IEnumerable<string> OwnPlaces()
    {
        yield return "api";
        yield return "apis";
        yield return "version";
        foreach (var group in catalogue.All.Where(k => k.Group.Length > 0).Select(k => k.Group).Concat(foreign.Select(f => f.Group)).Distinct(StringComparer.Ordinal)) yield return $"apis/{group}";
        foreach (var root in catalogue.All.Select(k => SpecNames.Root(k.Group, k.Version)).Distinct(StringComparer.Ordinal)) yield return root;
    }

    private IEnumerable<Kind> KindsOf(string place) => catalogue.All.Where(k => SpecNames.Root(k.Group, k.Version) == place);

    private List<SpecPath> PathsOf(string place) => place.Split('/') switch
    {
        ["api"] => [GroupPaths.Legacy],
        ["apis"] => [GroupPaths.Groups],
        ["apis", var group] => [GroupPaths.Group(group)],
        ["api", var version] => OfVersion("", version),
        ["apis", var group, var version] => OfVersion(group, version),
        _ => [GroupPaths.Version],
    };

    private List<SpecPath> OfVersion(string group, string version) =>
        [GroupPaths.Resources(group, version), .. catalogue.All.Where(k => k.Group == group && k.Version == version).SelectMany(k => KindPaths.Of(k, catalogue))];

    private void WriteIndex(Stream output)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteStartObject("paths");
        foreach (var place in Places().Order(StringComparer.Ordinal))
        {
            writer.WriteStartObject(place);
            writer.WriteString("serverRelativeURL", $"/openapi/v3/{place}?hash={Version3(place)!.Hash}");
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void Write(Stream output, List<SpecPath> paths, bool three)
    {
        using var writer = new SpecWriter(output, catalogue, three);
        writer.Document(paths, foreign);
    }

    private OpenApiContent Encoded(OpenApiContent content, GnosticMessage message)
    {
        using var unpacked = content.Unpacked();
        using var document = JsonDocument.Parse(unpacked);
        // Our own documents have nothing that has no place there; those of others may.
        return OpenApiContent.Pack(output => new GnosticWriter(lenient: foreign.Count > 0).Write(document.RootElement, message, output));
    }
}
