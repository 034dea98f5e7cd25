using System.Collections.Immutable;
using Timonier.Kernel;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>
/// How a container lives, as data: what happens by itself after its start, and how it takes being started and stopped.
/// What is true of it at any moment follows from its start and that moment; nothing is kept.
/// </summary>
public sealed record Life
{
    public static Life Endless { get; } = new();

    /// <summary>How long its start takes.</summary>
    public TimeSpan StartAfter { get; init; }

    /// <summary>Why it cannot be started; empty: it can.</summary>
    public string StartError { get; init; } = "";

    /// <summary>How long it takes to end when it is asked to; beyond its grace period it is killed.</summary>
    public TimeSpan StopAfter { get; init; }

    /// <summary>The code with which it then ends.</summary>
    public int StopExit { get; init; }

    /// <summary>What it uses while it runs.</summary>
    public Quantity Cpu { get; init; }
    public Quantity Memory { get; init; }

    /// <summary>In the order of their times.</summary>
    public ImmutableArray<LifeStage> Stages { get; init; } = [];

    /// <summary>The stage with which that attempt ends by itself; null when it runs until it is stopped.</summary>
    public LifeStage? End(uint attempt)
    {
        foreach (var stage in Stages)
            if (stage.Exit is not null && stage.Happens(attempt)) return stage;
        return null;
    }

    /// <summary>Whether it answers on its ports so long after its start. One that will get ready later does not yet.</summary>
    public bool IsReady(uint attempt, TimeSpan age) => Holds(attempt, age, s => s.Ready);

    public bool IsAlive(uint attempt, TimeSpan age)
    {
        var alive = true;
        foreach (var stage in Stages)
            if (stage.At <= age && stage.Happens(attempt)) alive = stage.Alive ?? alive;
        return alive;
    }

    public Life WithStages(IEnumerable<LifeStage> stages) => this with { Stages = [.. stages.OrderBy(s => s.At)] };

    private bool Holds(uint attempt, TimeSpan age, Func<LifeStage, bool?> said)
    {
        bool? holds = null;
        foreach (var stage in Stages)
        {
            if (said(stage) is not { } value || !stage.Happens(attempt)) continue;
            // What it turns to first it was not before.
            holds ??= !value;
            if (stage.At <= age) holds = value;
        }
        return holds ?? true;
    }
}
