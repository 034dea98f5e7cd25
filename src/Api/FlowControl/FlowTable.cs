namespace Timonier.Api.FlowControl;

/// <summary>All schemas in the order in which they are asked, each with its level, at one moment.</summary>
internal sealed record FlowTable(IReadOnlyList<FlowTable.Row> Rows, IReadOnlyDictionary<string, PriorityLevel> Levels)
{
    private readonly Row[] rows = [.. Rows];

    public static FlowTable Empty { get; } = new([], new Dictionary<string, PriorityLevel>(StringComparer.Ordinal));

    /// <summary>The first that matches. Everybody is authenticated or not, so the last of them, catch-all, always does.</summary>
    public Row Find(in FlowRequest request)
    {
        foreach (var row in rows)
            if (row.Schema.Matches(request)) return row;
        return rows[^1];
    }

    internal sealed record Row(FlowSchema Schema, PriorityLevel Level, FlowMeter Meter);
}
