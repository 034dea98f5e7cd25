using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Versions;

/// <summary>The versions in which one kind is served, and its objects in each of them.</summary>
internal sealed class KindVersions(Kind kind) : IFieldVersions
{
    public IPatchSchema? Schema(string apiVersion) => Of(apiVersion)?.Patching;

    // Without defaults: what nobody says any more must not come back before its owners are asked.
    public DraftObject Convert(DraftObject body, string apiVersion)
    {
        var copy = body.CloneObject();
        Conversions.Convert(Of(apiVersion)!, copy);
        return copy;
    }

    /// <summary>Turns the object itself into that version.</summary>
    public static DraftObject Turned(DraftObject body, Kind to)
    {
        Conversions.Convert(to, body);
        // What this form always has, and another one leaves out when it is nothing.
        Defaulting.Apply(to, body);
        return body;
    }

    private Kind? Of(string apiVersion) =>
        KindCatalogue.BuiltIn.FindKind(apiVersion, kind.Name) is { } other && StorageOf(other) == StorageOf(kind) ? other : null;

    private static string StorageOf(Kind kind) => kind.StoredAs ?? kind.ApiVersion;
}
