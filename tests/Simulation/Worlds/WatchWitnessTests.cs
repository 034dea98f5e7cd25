using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Worlds;

public sealed class WatchWitnessTests
{
    private readonly WatchWitness witness = new(() => null, new Random(1), new VirtualClock(new Pump(), DateTimeOffset.UnixEpoch));

    [Fact]
    public void Change_HeardTwice_IsBroken()
    {
        witness.Hear(Pod(5));
        witness.Hear(Pod(6));
        witness.Broken.ShouldBeNull();

        witness.Hear(Pod(6));
        witness.Broken.ShouldBe("Modified of a came with revision 6 after 6");
    }

    [Fact]
    public void Change_NotHeard_IsMissing()
    {
        witness.Hear(Pod(5));
        witness.Missing(1).ShouldBeNull();

        witness.Missing(2).ShouldBe("of 2 changes to pods a watch heard 1");
    }

    private static WatchEvent Pod(long revision) => new(WatchEventType.Modified, Document.Parse($$$"""{"kind":"Pod","metadata":{"name":"a","resourceVersion":"{{{revision}}}"}}"""));
}
