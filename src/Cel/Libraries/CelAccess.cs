using Timonier.Kernel;

namespace Timonier.Cel;

/// <summary>What is asked: a path, or an operation on resources. Empty texts stand for what was not said.</summary>
public sealed record CelAccess
{
    /// <summary>Namespace and name of a service account; null for the user of the request.</summary>
    public (string Namespace, string Name)? ServiceAccount { get; init; }

    public string Path { get; init; } = "";
    public string Verb { get; init; } = "";
    public string Group { get; init; } = "";
    public string Resource { get; init; } = "";
    public string Subresource { get; init; } = "";
    public string Namespace { get; init; } = "";
    public string Name { get; init; } = "";

    /// <summary>The selectors as they were written; a text that is none limits nothing.</summary>
    public FieldSelector? FieldSelector { get; init; }

    public LabelSelector? LabelSelector { get; init; }
}
