using Timonier.Api.FlowControl;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Kinds;

namespace Timonier.Api.Tests.FlowControl;

/// <summary>What a seat costs a request that finds one free.</summary>
public sealed class FlowCostTests
{
    private const int Times = 20_000;
    private const string Path = "/api/v1/namespaces/default/configmaps/a";

    [Fact]
    public async Task UncontendedRequest_AllocatesNothing()
    {
        await using var server = await ApiServer.StartAsync();
        var fairness = new Fairness(server.Store, new KindRegistry(), new ApiConfig(), TimeProvider.System);
        await fairness.StartAsync(TestContext.Current.CancellationToken);
        var request = new FlowRequest(new UserInfo("someone", ["system:authenticated"]), "get", RequestPath.Parse(Path), Path);
        await EnterAndLeaveAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var task = EnterAndLeaveAsync();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        task.IsCompletedSuccessfully.ShouldBeTrue();
        // A division of the seats may fall into it: that is once in ten seconds, not once for each.
        allocated.ShouldBeLessThan(Times);

        async ValueTask EnterAndLeaveAsync()
        {
            for (var i = 0; i < Times; i++) fairness.Leave(await fairness.EnterAsync(request, default, TimeSpan.FromMinutes(1), CancellationToken.None));
        }
    }
}
