using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Timonier.Host.Identity;

/// <summary>Says whenever a file may have changed: once at the beginning, then with anything that happens in its folder, since a file may be a link that is turned.</summary>
internal sealed partial class FileChanges(string file, ILogger logger)
{
    public IAsyncEnumerable<bool> ReadAsync(CancellationToken cancellation)
    {
        // However many happen while one is looked at, one more look is enough.
        var changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
        changes.Writer.TryWrite(true);
        return FollowAsync(changes, cancellation);
    }

    private async IAsyncEnumerable<bool> FollowAsync(Channel<bool> changes, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        using var watcher = Watch(changes.Writer);
        await foreach (var change in changes.Reader.ReadAllAsync(cancellation)) yield return change;
    }

    private FileSystemWatcher? Watch(ChannelWriter<bool> changes)
    {
        try
        {
            var watcher = new FileSystemWatcher(Path.GetDirectoryName(file)!);
            watcher.Changed += (_, _) => changes.TryWrite(true);
            watcher.Created += (_, _) => changes.TryWrite(true);
            watcher.Renamed += (_, _) => changes.TryWrite(true);
            watcher.Error += (_, _) => changes.TryWrite(true);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (IOException e)
        {
            // The machine's limit of watches is reached: no reason to run without a server.
            LogUnwatched(file, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} cannot be watched, so changes of it count from the next start on: {Why}")]
    private partial void LogUnwatched(string file, string why);
}
