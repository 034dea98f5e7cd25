namespace Timonier.Scheduling.Extenders;

/// <summary>A program beside the scheduler that has a say in its decisions, asked over HTTP.</summary>
public sealed record ExtenderConfig(Uri UrlPrefix)
{
    /// <summary>Appended to the prefix, as the other verbs; empty: not asked for that.</summary>
    public string FilterVerb { get; init; } = "";
    public string PrioritizeVerb { get; init; } = "";
    public string PreemptVerb { get; init; } = "";
    public string BindVerb { get; init; } = "";

    /// <summary>Counts where the prefix begins with https.</summary>
    public ExtenderTls Tls { get; init; } = new();

    /// <summary>How much its scores count.</summary>
    public long Weight { get; init; }
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>It knows the nodes itself: it is sent and sends names only.</summary>
    public bool NodeCacheCapable { get; init; }

    /// <summary>It is asked only about pods that ask for one of these.</summary>
    public IReadOnlyList<string> ManagedResources { get; init; } = [];

    /// <summary>Those of them that the scheduler itself does not count.</summary>
    public IReadOnlyList<string> IgnoredByScheduler { get; init; } = [];

    /// <summary>When it does not answer, the decision is made without it.</summary>
    public bool Ignorable { get; init; }
}
