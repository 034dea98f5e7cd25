using Timonier.Kernel;
using Timonier.Testing.Parts;

namespace Timonier.Testing;

/// <summary>What goes wrong between the components and the API, when a test wants it to. Requests of the test itself always pass.</summary>
public sealed class ClusterFaults : ITrouble
{
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly List<Rule> rules = [];
    private readonly List<Rule> dropped = [];

    internal ClusterFaults(TimeProvider time) => this.time = time;

    /// <summary>Refuses the next requests that match, so often; each once when nothing is said.</summary>
    public void Refuse(Func<ClusterCall, bool> which, int times = 1, Status? with = null) =>
        Add(new Rule(which, times, (_, _) => ValueTask.FromResult<Status?>(with ?? new Status(500, "InternalError", "refused by the test"))));

    /// <summary>Answers the next writes that match as if somebody had come first.</summary>
    public void Conflict(Func<ClusterCall, bool> which, int times = 1) =>
        Add(new Rule(call => call.IsWrite && which(call), times, static (call, _) => ValueTask.FromResult<Status?>(Status.Conflict(call.Resource, call.Name))));

    /// <summary>Holds back every request that matches for that long, until <see cref="Clear"/>.</summary>
    public void Delay(Func<ClusterCall, bool> which, TimeSpan by) => Add(new Rule(which, int.MaxValue, async (_, cancellation) =>
    {
        await Task.Delay(by, time, cancellation);
        return null;
    }));

    /// <summary>Ends the next watches that match at their next event, which is lost on the way.</summary>
    public void DropWatch(Func<ClusterCall, bool> which, int times = 1)
    {
        lock (gate) dropped.Add(new Rule(which, times, static (_, _) => default));
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Clear()
    {
        lock (gate)
        {
            rules.Clear();
            dropped.Clear();
        }
    }

    async ValueTask<Status?> ITrouble.BeforeAsync(ClusterCall call, CancellationToken cancellation) =>
        Take(rules, call) is { } rule ? await rule.Do(call, cancellation) : null;

    ValueTask<Status?> ITrouble.AfterAsync(ClusterCall call, Status? failure, CancellationToken cancellation) => default;

    ValueTask<bool> ITrouble.EventAsync(ClusterCall call, CancellationToken cancellation) => ValueTask.FromResult(Take(dropped, call) is null);

    private void Add(Rule rule)
    {
        lock (gate) rules.Add(rule);
    }

    private Rule? Take(List<Rule> from, ClusterCall call)
    {
        lock (gate)
        {
            if (from.Count == 0 || from.Find(r => r.Which(call)) is not { } rule) return null;
            if (rule.Left != int.MaxValue && --rule.Left <= 0) from.Remove(rule);
            return rule;
        }
    }

    private sealed class Rule(Func<ClusterCall, bool> which, int times, Func<ClusterCall, CancellationToken, ValueTask<Status?>> act)
    {
        public int Left { get; set; } = times;
        public Func<ClusterCall, bool> Which => which;
        public ValueTask<Status?> Do(ClusterCall call, CancellationToken cancellation) => act(call, cancellation);
    }
}
