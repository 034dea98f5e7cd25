namespace Timonier.Simulation.Tests.Faults;

/// <summary>What may go wrong in one stretch of a run, and how likely it is at each opportunity.</summary>
internal sealed record FaultMix
{
    /// <summary>That a process ends at a request, before it is sent or after it is done.</summary>
    public double Crash { get; init; }

    /// <summary>That the machine of API, controllers and scheduler stops, and with it all that they have in hand.</summary>
    public bool ServerLoss { get; init; }

    /// <summary>That a request is refused without having been done.</summary>
    public double Refuse { get; init; }

    /// <summary>That a write is answered as if somebody had come first.</summary>
    public double Conflict { get; init; }

    /// <summary>That a request is done and its answer is lost.</summary>
    public double LoseAnswer { get; init; }

    /// <summary>That an event of a watch is held back, with all behind it.</summary>
    public double HoldEvent { get; init; }

    /// <summary>That a watch ends at an event.</summary>
    public double DropWatch { get; init; }

    /// <summary>That the store takes its time, and that it says it cannot be reached.</summary>
    public double SlowStore { get; init; }
    public double FailStore { get; init; }

    /// <summary>That a second process of a kind works beside the first, both believing to lead.</summary>
    public bool TwoLeaders { get; init; }

    /// <summary>That nodes fall silent, lose power or say that something is wrong with them.</summary>
    public bool NodeLoss { get; init; }

    /// <summary>That the clock jumps by up to a minute.</summary>
    public bool ClockJumps { get; init; }

    /// <summary>That people delete pods of workloads.</summary>
    public bool PodLoss { get; init; }

    public static FaultMix None { get; } = new();

    /// <summary>How many kinds of trouble there are.</summary>
    public const int Kinds = 13;

    /// <summary>Nobody acts twice and no pod is lost but by the controllers: then promises hold at every moment, not only in the end.</summary>
    public bool IsOrderly => !TwoLeaders && LoseAnswer == 0 && FailStore == 0 && !NodeLoss && !PodLoss && !ClockJumps && !ServerLoss;

    /// <summary>Nobody acts twice, and who acts knows of what it did itself.</summary>
    public bool HasFreshNews => !TwoLeaders && HoldEvent == 0 && DropWatch == 0;

    /// <summary>A mix by chance: each trouble is there in some stretches and not in others, so that every pair meets somewhere.</summary>
    /// <param name="chance">Draws it.</param>
    /// <param name="sure">Which kind there is in any case: one after the other, so that none is missed for long.</param>
    public static FaultMix Draw(Random chance, long sure)
    {
        var kind = 0;
        bool IsSure() => kind++ == sure % Kinds;
        bool Perhaps(double likely) => IsSure() | (chance.NextDouble() < likely);
        double Some(double likely, double most) => IsSure() ? most : chance.NextDouble() < likely ? most * chance.NextDouble() : 0;
        return new FaultMix
        {
            Crash = Some(0.5, 0.02),
            Refuse = Some(0.3, 0.03),
            Conflict = Some(0.3, 0.05),
            LoseAnswer = Some(0.15, 0.04),
            HoldEvent = Some(0.4, 0.05),
            DropWatch = Some(0.3, 0.01),
            SlowStore = Some(0.3, 0.1),
            FailStore = Some(0.15, 0.04),
            ServerLoss = Perhaps(0.1),
            TwoLeaders = Perhaps(0.2),
            NodeLoss = Perhaps(0.2),
            ClockJumps = Perhaps(0.15),
            PodLoss = Perhaps(0.3),
        };
    }
}
