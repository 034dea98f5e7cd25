using Timonier.Host.Health;
using Timonier.Store.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Timonier.Host.Tests;

public sealed class ServerChecksTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("timonier-checks-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Checks_OfAStartedServer_AreGoodUntilItIsToldToStop()
    {
        using var stop = new CancellationTokenSource();
        var start = new Milestones();
        await using var store = await StoreAsync();
        var checks = ServerChecks.For(store, store.Failure, start, Answering, stop.Token);
        (await FailuresAsync(checks)).ShouldBe(["informer-sync: not finished", "poststarthook/start-system-namespaces-controller: not finished",
            "poststarthook/bootstrap-controller: not finished", "poststarthook/rbac/bootstrap-roles: not finished"]);
        foreach (var step in (string[])[ServerChecks.InformerSync, ServerChecks.Namespaces, ServerChecks.KubernetesService, ServerChecks.Roles]) start.Reach(step);
        (await FailuresAsync(checks)).ShouldBeEmpty();
        await stop.CancelAsync();
        (await FailuresAsync(checks)).ShouldBe(["shutdown: process is shutting down"]);
        checks.Where(c => !c.CountsForLiveness).Select(c => c.Name).ShouldBe(["etcd-readiness", "kms-providers", "informer-sync", "shutdown"]);
    }

    [Fact]
    public async Task Checks_OfAFailedStore_SayWhy()
    {
        await using var store = await StoreAsync();
        var checks = ServerChecks.For(store, Task.FromResult<Exception>(new IOException("bad sector")), new Milestones(), Answering, TestContext.Current.CancellationToken);
        (await FailuresAsync(checks.Where(c => c.Name.StartsWith("etcd", StringComparison.Ordinal)))).ShouldBe(["etcd: bad sector", "etcd-readiness: bad sector"]);
    }

    [Fact]
    public async Task Checks_WithAKeyServiceThatIsAway_SayWhy()
    {
        await using var store = await StoreAsync();
        var checks = ServerChecks.For(store, store.Failure, new Milestones(), _ => ValueTask.FromResult<string?>("it is away"), TestContext.Current.CancellationToken);
        (await FailuresAsync(checks.Where(c => c.Name == ServerChecks.KeyServices))).ShouldBe(["kms-providers: it is away"]);
    }

    private static ValueTask<string?> Answering(CancellationToken cancellation) => default;

    private async Task<EmbeddedStore> StoreAsync()
    {
        var store = new EmbeddedStore(new EmbeddedStoreConfig { Directory = directory }, TimeProvider.System, NullLogger<EmbeddedStore>.Instance);
        await store.StartAsync(TestContext.Current.CancellationToken);
        return store;
    }

    private static async Task<IReadOnlyList<string>> FailuresAsync(IEnumerable<Api.Health.IHealthCheck> checks)
    {
        var failures = new List<string>();
        foreach (var check in checks)
            if (await check.CheckAsync(TestContext.Current.CancellationToken) is { } wrong) failures.Add($"{check.Name}: {wrong}");
        return failures;
    }
}
