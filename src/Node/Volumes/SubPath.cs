using Timonier.Node.Containers;

namespace Timonier.Node.Volumes;

/// <summary>A place inside a volume; links on the way that could lead out of it are refused.</summary>
internal static class SubPath
{
    public static string Under(string volume, string subPath)
    {
        if (subPath.Length == 0) return volume;
        var path = volume;
        foreach (var part in subPath.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "..") throw new ConfigurationException($"failed to prepare subPath \"{subPath}\": must not contain '..'");
            path = Path.Combine(path, part);
            var link = new FileInfo(path);
            if (link.LinkTarget is null) continue;
            var target = link.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? "";
            if (!target.StartsWith(volume + "/", StringComparison.Ordinal)) throw new ConfigurationException($"failed to prepare subPath \"{subPath}\": it leads out of the volume");
            path = target;
        }
        if (!Path.Exists(path)) Directory.CreateDirectory(path);
        return path;
    }
}
