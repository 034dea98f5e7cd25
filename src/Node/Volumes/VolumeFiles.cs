namespace Timonier.Node.Volumes;

/// <summary>All files of a volume, and until when they may stay as they are.</summary>
internal sealed class VolumeFiles
{
    public Dictionary<string, VolumeFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>When a token among them is to be replaced; null: nothing here grows old.</summary>
    public DateTimeOffset? RefreshAt { get; private set; }

    public void Add(string path, VolumeFile file) => Files[Safe(path)] = file;

    public void RefreshBy(DateTimeOffset moment) => RefreshAt = RefreshAt < moment ? RefreshAt : moment;

    private static string Safe(string path) => Path.IsPathRooted(path) || path.Split('/').Any(p => p is ".." or "" or ".")
        ? throw new Containers.ConfigurationException($"invalid path: {path}")
        : path;
}
