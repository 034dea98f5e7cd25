using System.Threading.Channels;

namespace Timonier.Sealing;

/// <summary>Tells that one of some files was written, replaced or removed.</summary>
internal sealed class FileSignal : IDisposable
{
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly List<FileSystemWatcher> watchers = [];

    /// <exception cref="IOException">The machine's limit of watches is reached.</exception>
    public FileSignal(IReadOnlyList<string> paths)
    {
        // Their folders are watched: files are replaced as a whole, and mounted ones by turning a link beside them.
        foreach (var folder in paths.Select(p => Path.GetDirectoryName(Path.GetFullPath(p))!).Distinct(StringComparer.Ordinal))
        {
            var watcher = new FileSystemWatcher(folder);
            watchers.Add(watcher);
            watcher.Changed += Signal;
            watcher.Created += Signal;
            watcher.Deleted += Signal;
            watcher.Renamed += Signal;
            watcher.EnableRaisingEvents = true;
        }
    }

    /// <summary>Returns when something has changed since the last answer.</summary>
    public async Task NextAsync(CancellationToken cancellation) => await signals.Reader.ReadAsync(cancellation);

    public void Dispose() => watchers.ForEach(w => w.Dispose());

    private void Signal(object sender, FileSystemEventArgs change) => signals.Writer.TryWrite(true);
}
