using Timonier.Api.Health;
using Timonier.Contracts.Store;

namespace Timonier.Host.Health;

/// <summary>
/// The checks of a server under the names by which tools know them, in upstream's order. The store answers
/// as etcd: what it is built of is nobody's business outside.
/// </summary>
internal static class ServerChecks
{
    public const string InformerSync = "informer-sync";
    public const string Namespaces = "poststarthook/start-system-namespaces-controller";
    public const string Roles = "poststarthook/rbac/bootstrap-roles";
    public const string KeyServices = "kms-providers";
    public const string KubernetesService = "poststarthook/bootstrap-controller";

    public static IReadOnlyList<IHealthCheck> For(IRevisionStore store, Task<Exception> storeFailure, Milestones start, Func<CancellationToken, ValueTask<string?>> keyServices, CancellationToken stop) =>
    [
        // A full log queue drops lines and never holds a request (see Logging), so whoever answers can also log.
        new NamedCheck("log", true, _ => ValueTask.FromResult<string?>(null)),
        new NamedCheck("etcd", true, Answers(store, storeFailure)),
        new NamedCheck("etcd-readiness", false, Answers(store, storeFailure)),
        new NamedCheck(KeyServices, false, keyServices),
        start.Check(InformerSync, countsForLiveness: false),
        start.Check(Namespaces, countsForLiveness: true),
        start.Check(KubernetesService, countsForLiveness: true),
        start.Check(Roles, countsForLiveness: true),
        new NamedCheck("shutdown", false, _ => ValueTask.FromResult(stop.IsCancellationRequested ? "process is shutting down" : null)),
    ];

    private static Func<CancellationToken, ValueTask<string?>> Answers(IRevisionStore store, Task<Exception> failure) => async cancellation =>
    {
        if (failure.IsCompletedSuccessfully) return (await failure).Message;
        await store.GetAsync("/registry/health", cancellation: cancellation);
        return null;
    };
}
