using System.Collections.Immutable;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Namespaces;

/// <summary>What is left in a namespace of one kind.</summary>
public sealed record NamespaceContent(ResourceName Resource, ImmutableArray<Document> Objects)
{
    /// <summary>Why the last attempt to list or delete went wrong; empty when it did not.</summary>
    public string Failure { get; init; } = "";
}
