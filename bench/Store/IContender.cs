using Timonier.Shared.Bench;

namespace Timonier.Store.Bench;

/// <summary>A store that is measured: ours in this process, or etcd in one of its own.</summary>
internal interface IContender : IAsyncDisposable
{
    /// <summary>Returns when the write is durable.</summary>
    Task PutAsync(string key, byte[] value);

    /// <summary>How many keys stand below the prefix, each of them read with its value.</summary>
    Task<int> ListAsync(string prefix);

    /// <summary>Completes when a watch of that prefix has had so many events; it is open when <paramref name="opened"/> says so.</summary>
    Task WatchAsync(string prefix, int events, Action opened);

    /// <summary>Gives up all history up to now.</summary>
    Task CompactAsync();

    /// <summary>Of the process that does the work.</summary>
    Meter StartMeter();

    /// <summary>Ends it in order and opens it again; how long that took until the first answer.</summary>
    Task<TimeSpan> RestartAsync();

    /// <summary>Megabytes of memory that are in use now.</summary>
    long Memory { get; }
}
