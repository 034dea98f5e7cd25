using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Node.Simulated;
using Timonier.Simulation.Tests.Faults;

namespace Timonier.Simulation.Tests.Worlds;

internal sealed partial class World
{
    private const string OnceWell = "null";
    private static readonly TimeSpan LongestJump = TimeSpan.FromMinutes(1);
    private static readonly (Fault Fault, string Failure)[] NodeTroubles =
    [
        (Fault.NodeUnreachable, "unreachable"), (Fault.NodeOff, "off"), (Fault.NodeNotReady, "not-ready"), (Fault.NodeMemoryPressure, "memory-pressure"), (Fault.NodeDiskPressure, "disk-pressure"),
    ];

    private int nodeTroubles;

    /// <summary>Something goes wrong that does not go wrong by itself.</summary>
    private void Trouble()
    {
        // Losing the server takes all with it and much work to begin anew: more seldom than the others.
        var possible = new List<Action>();
        if (weather.Mix.ServerLoss && server is not null && chance.Next(3) == 0) possible.Add(LoseServer);
        if (weather.Mix.NodeLoss) possible.Add(PlayOnSomeNode);
        if (weather.Mix.ClockJumps) possible.Add(JumpAhead);
        if (weather.Mix.PodLoss) possible.Add(() => pump.Post(() => _ = work.LosePodAsync()));
        if (possible.Count > 0) possible[chance.Next(possible.Count)]();
    }

    private void JumpAhead()
    {
        weather.Struck(Fault.ClockJump);
        clock.JumpTo(clock.GetUtcNow() + (LongestJump * chance.NextDouble()));
    }

    private void PlayOnSomeNode()
    {
        var node = $"node-{chance.Next(NodeCount)}";
        if (chance.Next(3) == 0)
        {
            Play(node, OnceWell);
            return;
        }
        var (fault, failure) = NodeTroubles[nodeTroubles++ % NodeTroubles.Length];
        weather.Struck(fault);
        Play(node, $"\"{failure}\"");
    }

    private void Play(string node, string failure)
    {
        var patch = PatchBody.Merge(DraftObject.Of(Document.Parse($$$$$$"""{"metadata":{"annotations":{"{{{{{{SimulatedNodes.FailureAnnotation}}}}}}":{{{{{{failure}}}}}}}}}""")));
        pump.Post(() => _ = server?.People.PatchAsync(CoreResources.Nodes, "", node, patch));
    }

    /// <summary>Nothing goes wrong any more, and everybody who should be there is.</summary>
    private void Heal()
    {
        weather.Mix = FaultMix.None;
        serverDownUntil = default;
        foreach (var slot in slots)
        {
            if (slot.AsSecond is not null) slot.Process?.Crash();
            slot.DownUntil = default;
        }
    }

    // Again and again while it rests: what was to go wrong on a node may have been on its way still.
    private void HealNodes()
    {
        foreach (var node in ledger.Of("Node"))
            if (node.Metadata["annotations"u8][SimulatedNodes.FailureAnnotation].Exists) Play(node.Name, OnceWell);
    }
}
