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
internal sealed class Process(string name, bool mayCrash, Pump pump, Random chance, Weather weather, IClusterClientFactory api) : ITrouble, IClusterClientFactory, IDisposable
{
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource end = new();
    private Task running = Task.CompletedTask;

    public string Name => name;

    public bool IsDead { get; private set; }

    /// <summary>Why it ended by itself, which it never should.</summary>
    public Exception? Failure => IsDead ? null : running.Exception?.InnerException ?? (running.IsCompleted ? new InvalidOperationException("it ended without being told to") : null);

    public IClusterClient For(UserInfo identity) => new TroubledClient(api.For(identity), identity.Name, this);

    public void Start(Func<IClusterClientFactory, CancellationToken, Task> run) => running = pump.RunAsync(() => run(this, end.Token));

    /// <summary>From now on it does nothing; that its loops end is a turn of its own, since who cancels outside of the pump takes what follows out of it.</summary>
    public void Crash()
    {
        if (IsDead) return;
        IsDead = true;
        pump.Post(end.Cancel);
    }

    public void Dispose() => end.Dispose();

    public async ValueTask<Status?> BeforeAsync(ClusterCall call, CancellationToken cancellation)
    {
        if (!IsDead) weather.Trace.Note($"{call.User} {call.Verb} {call.Resource} {call.Namespace}/{call.Name}");
        await CrashPerhapsAsync(Fault.CrashBeforeRequest);
        if (weather.Strikes(Fault.Refusal, weather.Mix.Refuse, chance)) return new Status(500, "InternalError", "simulated: refused");
        return call.IsWrite && !call.Verb.StartsWith("create", StringComparison.Ordinal) && weather.Strikes(Fault.Conflict, weather.Mix.Conflict, chance) ? Status.Conflict(call.Resource, call.Name) : null;
    }

    public async ValueTask<Status?> AfterAsync(ClusterCall call, Status? failure, CancellationToken cancellation)
    {
        await CrashPerhapsAsync(Fault.CrashAfterRequest);
        return call.IsWrite && weather.Strikes(Fault.LostAnswer, weather.Mix.LoseAnswer, chance) ? new Status(504, "Timeout", "simulated: the answer was lost") : null;
    }

    public async ValueTask<bool> EventAsync(ClusterCall call, CancellationToken cancellation)
    {
        if (IsDead) await NeverAsync();
        if (weather.Strikes(Fault.HeldEvent, weather.Mix.HoldEvent, chance)) await Task.Delay(LongestHold * chance.NextDouble(), weather.Clock, cancellation);
        return !weather.Strikes(Fault.EndedWatch, weather.Mix.DropWatch, chance);
    }

    private async ValueTask CrashPerhapsAsync(Fault when)
    {
        if (!IsDead && mayCrash && weather.Strikes(when, weather.Mix.Crash, chance)) Crash();
        if (IsDead) await NeverAsync();
    }

    // A token that is already cancelled would let the loop unwind and tell; a dead process tells nothing more.
    private static Task NeverAsync() => new TaskCompletionSource().Task;
}
