namespace Timonier.Coast;

/// <summary>A path below the group version, taken apart; without a plural it leads to a document.</summary>
public sealed record CoastPath(string Whole, string Namespace, string Plural, string Name, string Subresource)
{
    public static CoastPath Parse(string path)
    {
        var root = $"/apis/{CoastDocuments.Group}/{CoastDocuments.Version}/";
        var parts = path.StartsWith(root, StringComparison.Ordinal) ? path[root.Length..].Split('/') : [];
        var place = parts is ["namespaces", var ns, _, ..] ? ns : "";
        if (place.Length > 0) parts = parts[2..];
        return new CoastPath(path, place, At(0), At(1), At(2));

        string At(int index) => index < parts.Length ? parts[index] : "";
    }
}
