using System.Security.Cryptography.X509Certificates;

namespace Timonier.Store.Etcd;

/// <summary>Which etcd keeps the store, and how.</summary>
public sealed record EtcdStoreConfig
{
    /// <summary>The members, as http or https addresses; any of them may be away.</summary>
    public required IReadOnlyList<Uri> Endpoints { get; init; }

    /// <summary>Every key in etcd starts with this and a slash; clusters that share an etcd differ in it.</summary>
    public string Prefix { get; init; } = "/registry";

    /// <summary>What the keys of this store start with, if they all start alike: it is not written a second time behind the prefix.</summary>
    public string KeyRoot { get; init; } = "";

    /// <summary>Who may have signed the members' certificates; the machine's own authorities when empty.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>What we show to the members, with its key.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Asked for at every log-in, so that a changed password counts from the next one on; null without users.</summary>
    public Func<EtcdCredentials>? Credentials { get; init; }

    /// <summary>At most so many past revisions are kept in memory for watches and reads.</summary>
    public int HistoryRevisions { get; init; } = 100_000;

    /// <summary>Their values have at most so many bytes together.</summary>
    public long HistoryBytes { get; init; } = 128L << 20;

    /// <summary>History older than this is given up at the next write.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A watcher with unread events is cut off when it is so many revisions behind.</summary>
    public int WatchLag { get; init; } = 100_000;

    /// <summary>How often one of the servers compacts etcd, to where it was the time before; zero for never.</summary>
    public TimeSpan CompactionInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one member gets for an answer, before the next is asked.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a request is tried, over all members, before it fails.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(20);
}
