using System.Threading.Channels;

namespace Timonier.Sealing;

/// <summary>Tells that a file was written, replaced or removed.</summary>
internal sealed class FileSignal : IDisposable
{
    private readonly Channel<bool> signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher watcher;

    public FileSignal(string path)
    {
        // The folder is watched: files are replaced as a whole, and mounted ones by turning a link beside them.
        watcher = new FileSystemWatcher(Path.GetDirectoryName(Path.GetFullPath(path))!);
        watcher.Changed += Signal;
        watcher.Created += Signal;
        watcher.Deleted += Signal;
        watcher.Renamed += Signal;
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Returns when something has changed since the last answer.</summary>
    public async Task NextAsync(CancellationToken cancellation) => await signals.Reader.ReadAsync(cancellation);

    public void Dispose() => watcher.Dispose();

    private void Signal(object sender, FileSystemEventArgs change) => signals.Writer.TryWrite(true);
}
