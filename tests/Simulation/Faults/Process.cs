using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Testing;
using Timonier.Testing.Parts;
using Timonier.Testing.Turns;

namespace Timonier.Simulation.Tests.Faults;

/// <summary>
/// One life of a process of the cluster. When it crashes, nothing it has begun goes on: requests that were on their way
/// are never answered to it, and what it still does reaches nobody.
/// </summary>
internal sealed class Process : ITrouble, IClusterClientFactory, IDisposable
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);
    private readonly string name;
    private readonly Random chance;
    private readonly VirtualClock clock;
    private readonly Func<FaultMix> mix;
    private readonly CancellationTokenSource end = new();
    private readonly IClusterClientFactory api;
    private Task running = Task.CompletedTask;

    public Process(string name, Random chance, VirtualClock clock, Func<FaultMix> mix, IClusterClientFactory api)
    {
        (this.name, this.chance, this.clock, this.mix, this.api) = (name, chance, clock, mix, api);
    }

    public string Name => name;

    public bool IsDead => end.IsCancellationRequested;

    /// <summary>Why it ended by itself, which it never should.</summary>
    public Exception? Failure => IsDead ? null : running.Exception?.InnerException ?? (running.IsCompleted ? new InvalidOperationException("it ended without being told to") : null);

    public IClusterClient For(UserInfo identity) => new TroubledClient(api.For(identity), identity.Name, this);

    public void Start(Pump pump, Func<IClusterClientFactory, CancellationToken, Task> run) => running = pump.RunAsync(() => run(this, end.Token));

    public void Crash() => end.Cancel();

    public void Dispose() => end.Dispose();

    public async ValueTask<Status?> BeforeAsync(ClusterCall call, CancellationToken cancellation)
    {
        await CrashPerhapsAsync();
        if (chance.NextDouble() < mix().Refuse) return new Status(500, "InternalError", "simulated: refused");
        return call.IsWrite && chance.NextDouble() < mix().Conflict && !call.Verb.StartsWith("create", StringComparison.Ordinal) ? Status.Conflict(call.Resource, call.Name) : null;
    }

    public async ValueTask<Status?> AfterAsync(ClusterCall call, Status? failure, CancellationToken cancellation)
    {
        await CrashPerhapsAsync();
        return call.IsWrite && chance.NextDouble() < mix().LoseAnswer ? new Status(504, "Timeout", "simulated: the answer was lost") : null;
    }

    public async ValueTask<bool> EventAsync(ClusterCall call, CancellationToken cancellation)
    {
        if (IsDead) await NeverAsync();
        if (chance.NextDouble() < mix().HoldEvent) await Task.Delay(LongestHold * chance.NextDouble(), clock, cancellation);
        return chance.NextDouble() >= mix().DropWatch;
    }

    private async ValueTask CrashPerhapsAsync()
    {
        if (!IsDead && chance.NextDouble() < mix().Crash) Crash();
        if (IsDead) await NeverAsync();
    }

    // A token that is already cancelled would let the loop unwind and tell; a dead process tells nothing more.
    private static Task NeverAsync() => new TaskCompletionSource().Task;
}
