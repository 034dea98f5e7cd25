using Timonier.Node.Containers;

namespace Timonier.Node.Volumes;

/// <summary>Which place inside its volume a mount asks for. Pure.</summary>
internal static class SubPath
{
    /// <summary>The relative path; empty: the whole volume.</summary>
    /// <exception cref="ConfigurationException">It names no place inside a volume.</exception>
    public static string Of(Place mount, IReadOnlyDictionary<string, string> environment)
    {
        var path = mount["subPath"u8].AsString();
        if (mount["subPathExpr"u8].AsString() is { Length: > 0 } expression)
        {
            var missing = new SortedSet<string>(StringComparer.Ordinal);
            path = Expansion.Of(expression, environment, missing);
            if (missing.Count > 0) throw new ConfigurationException($"missing value for {string.Join(", ", missing)}");
        }
        if (Path.IsPathRooted(path)) throw new ConfigurationException($"error SubPath `{path}` must not be an absolute path");
        if (path.Split('/').Contains("..")) throw new ConfigurationException($"unable to provision SubPath `{path}`: must not contain '..'");
        return path;
    }
}
