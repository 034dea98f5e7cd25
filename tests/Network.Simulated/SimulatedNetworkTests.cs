using System.Net;
using Timonier.Contracts.Network;

namespace Timonier.Network.Simulated.Tests;

public sealed class SimulatedNetworkTests
{
    private static SimulatedNetwork Started(string range)
    {
        var network = new SimulatedNetwork();
        network.UseRange(IPNetwork.Parse(range));
        return network;
    }

    [Fact]
    public void Attach_WithoutARange_GivesNothing() => new SimulatedNetwork().Attach("a").ShouldBeNull();

    [Fact]
    public void Attach_TheSameSandboxTwice_GivesItsOneAddress()
    {
        var network = Started("10.42.7.0/24");

        network.Attach("a").ShouldBe("10.42.7.2");
        network.Attach("b").ShouldBe("10.42.7.3");
        network.Attach("a").ShouldBe("10.42.7.2");
    }

    [Fact]
    public void Attach_AfterADetach_LetsTheFreedAddressRest()
    {
        var network = Started("10.42.7.0/24");
        network.Attach("a");
        network.Detach("a");

        network.Attach("b").ShouldBe("10.42.7.3");
    }

    [Fact]
    public void Attach_BeyondTheRange_GivesNothingUntilOneIsFree()
    {
        var network = Started("10.42.7.0/29");
        var given = Enumerable.Range(0, 5).Select(i => network.Attach($"s{i}")).ToArray();
        given.ShouldAllBe(a => a != null);

        network.Attach("late").ShouldBeNull();
        network.Detach("s3");
        network.Attach("late").ShouldBe(given[3]);
    }

    [Fact]
    public async Task Started_AgainWithItsRange_KeepsWhatItGave()
    {
        var network = Started("10.42.7.0/24");
        network.Attach("a");

        network.UseRange(IPNetwork.Parse("10.42.7.0/24"));
        network.Attach("b").ShouldBe("10.42.7.3");

        var table = new ServiceTable([]);
        await network.ApplyServicesAsync(table, TestContext.Current.CancellationToken);
        network.Services.ShouldBeSameAs(table);
    }
}
