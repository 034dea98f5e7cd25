using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>The resources of a remote group version, in the form of apidiscovery.k8s.io/v2.</summary>
/// <param name="IsCurrent">False: its server could not be asked of late, and this is what it said last.</param>
internal sealed record ToldResources(DraftArray Resources, bool IsCurrent)
{
    public static ToldResources None { get; } = new([], IsCurrent: false);
}
