using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Queue;

/// <summary>A pod without a node.</summary>
public sealed class WaitingPod(PodRequest request, Profile profile, DateTimeOffset since)
{
    public PodRequest Request { get; internal set; } = request;
    public Profile Profile { get; } = profile;
    public DateTimeOffset Since { get; } = since;
    public int Attempts { get; internal set; }
    internal WaitingState State { get; set; }

    /// <summary>Who refused it last.</summary>
    internal IReadOnlySet<string> Refusers { get; set; } = new HashSet<string>();

    /// <summary>When its back-off ends.</summary>
    internal DateTimeOffset NotBefore { get; set; }

    /// <summary>When it comes back without being helped.</summary>
    internal DateTimeOffset WakeAt { get; set; }
}
