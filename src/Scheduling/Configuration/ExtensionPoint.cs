namespace Timonier.Scheduling.Configuration;

/// <summary>Where plugins act, by upstream's names in camel case.</summary>
public enum ExtensionPoint
{
    QueueSort,
    PreEnqueue,
    PreFilter,
    Filter,
    PostFilter,
    PreScore,
    Score,
    Reserve,
    Permit,
    PreBind,
    Bind,
    PostBind,
}
