using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>The parsed query of a list, a watch or a deletecollection.</summary>
public sealed record ListOptions
{
    public static ListOptions All { get; } = new();

    public LabelSelector Labels { get; init; } = LabelSelector.Everything;
    public FieldSelector Fields { get; init; } = FieldSelector.Everything;
    public int Limit { get; init; }
    public string Continue { get; init; } = "";
    public string ResourceVersion { get; init; } = "";
    public string ResourceVersionMatch { get; init; } = "";
    public bool AllowBookmarks { get; init; }
    public bool? SendInitialEvents { get; init; }
    public int TimeoutSeconds { get; init; }

    /// <summary>Asked by a component of this process: there is no connection that goes bad unnoticed, so that its watch neither ends by itself nor says every minute that it is there.</summary>
    public bool IsInProcess { get; init; }

    public bool Selects => !Labels.IsEmpty || !Fields.IsEmpty;
}
