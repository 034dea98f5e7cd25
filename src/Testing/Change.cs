using Timonier.Documents;

namespace Timonier.Testing;

/// <summary>One write that the cluster has seen.</summary>
/// <param name="At">When, by the cluster's clock.</param>
/// <param name="What">Created, Updated or Deleted.</param>
/// <param name="Object">As it stood afterwards; of a deleted one, before.</param>
/// <param name="Before">As it stood before; null for a created one.</param>
public sealed record Change(DateTimeOffset At, string What, Document Object, Document? Before)
{
    public override string ToString() => $"{At:HH:mm:ss.fff} {What} {Object.Kind} {(Object.Namespace.Length > 0 ? Object.Namespace + "/" : "")}{Object.Name}";
}
