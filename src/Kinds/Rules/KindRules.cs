namespace Timonier.Kinds;

/// <summary>What is checked of a kind's objects beyond the metadata that all kinds share.</summary>
/// <param name="Group">The API group, empty for the core.</param>
/// <param name="Kind">The kind's name.</param>
/// <param name="Object">The rule of the object itself, on creation and update; null for a kind without one.</param>
internal sealed record KindRules(string Group, string Kind, Action<Place>? Object = null)
{
    /// <summary>The form of the object's name.</summary>
    public Func<string, string[]> Name { get; init; } = Kernel.Names.Dns1123Subdomain;

    /// <summary>The rules of subresources; each gets the whole object.</summary>
    public IReadOnlyDictionary<string, Action<Place>> Parts { get; init; } = new Dictionary<string, Action<Place>>(StringComparer.Ordinal);

    /// <summary>The rule of the subresource <c>status</c>.</summary>
    public Action<Place> Status
    {
        init => Parts = new Dictionary<string, Action<Place>>(Parts, StringComparer.Ordinal) { ["status"] = value };
    }
}
