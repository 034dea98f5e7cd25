namespace Timonier.Scheduling.Framework;

/// <summary>The rules that pods of one scheduler name are placed by: which plugins act where, in their order.</summary>
public sealed record Profile
{
    public const string UsualName = "default-scheduler";

    public string SchedulerName { get; init; } = UsualName;

    /// <summary>How many of the nodes are compared at most; 0: by the size of the cluster.</summary>
    public int PercentageOfNodesToScore { get; init; }
    public required IQueueSortPlugin Sort { get; init; }
    public IReadOnlyList<IPreEnqueuePlugin> Gates { get; init; } = [];
    public IReadOnlyList<IFilterPlugin> Filters { get; init; } = [];
    public IReadOnlyList<IPostFilterPlugin> PostFilters { get; init; } = [];
    public IReadOnlyList<(IScorePlugin Plugin, int Weight)> Scores { get; init; } = [];
    public IReadOnlyList<IReservePlugin> Reserves { get; init; } = [];
    public IReadOnlyList<IPreBindPlugin> PreBinds { get; init; } = [];
    public IReadOnlyList<IBindPlugin> Binds { get; init; } = [];

    /// <summary>By name, those that know which changes help.</summary>
    public required IReadOnlyDictionary<string, IQueueingHints> Hints { get; init; }
}
