using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Documents;
using Timonier.Node.Simulated;

namespace Timonier.Testing;

/// <summary>How a cluster is to be; without any it has one node, its own time and no address.</summary>
public sealed record TestClusterOptions
{
    /// <summary>How many simulated nodes it has, named node-0, node-1 and so on.</summary>
    public int Nodes { get; init; } = 1;

    /// <summary>What each of them has.</summary>
    public NodeShape NodeShape { get; init; } = new();

    /// <summary>Decides ids, suffixes and jitter: the same seed gives the same names.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Virtual time passes only while a test waits or calls <see cref="TestClock.Advance"/>, and then at once. Null:
    /// virtual, unless <see cref="Https"/> is asked for, since whoever comes from outside lives in real time.
    /// </summary>
    public bool? VirtualTime { get; init; }

    /// <summary>What virtual time begins with; 1 January 2026 unless told.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// Objects of another cluster, with which this one begins as if they were its own: every kind in one version, with uid
    /// and status. Empty: it begins as a new cluster.
    /// </summary>
    public IReadOnlyList<Document> Objects { get; init; } = [];

    /// <summary>Serves on a free port of the loopback address, for clients outside of the process; see <see cref="TestCluster.Kubeconfig"/>.</summary>
    public bool Https { get; init; }

    /// <summary>Whether the controllers run.</summary>
    public bool Controllers { get; init; } = true;

    /// <summary>Whether the scheduler runs.</summary>
    public bool Scheduler { get; init; } = true;

    /// <summary>How long a wait lasts, by the cluster's clock, before it fails; two minutes unless told.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Who hears what the components log.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
