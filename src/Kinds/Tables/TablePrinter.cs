using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>The rows that tables (<c>kubectl get</c>) show of an object, with upstream's columns.</summary>
public static partial class TablePrinter
{
    public static IReadOnlyList<TableColumn> Columns(string group, string kind) => Tables.TryGetValue((group, kind), out var table) ? table.Columns : Default;

    /// <summary>One cell per column, wide ones included.</summary>
    public static DraftArray Cells(string group, string kind, Document document, DateTimeOffset now) =>
        Tables.TryGetValue((group, kind), out var table) ? table.Cells(document, now) : [document.Name, document.Metadata["creationTimestamp"u8].AsString()];

    private sealed record Table(TableColumn[] Columns, Func<Document, DateTimeOffset, DraftArray> Cells);

    private static TableColumn Plain(string name) => new(name, Description: name + " of the object");

    private static TableColumn Wide(string name) => Plain(name) with { Priority = 1 };

    private static TableColumn Number(string name) => new(name, "integer", Description: name + " of the object");

    private static TableColumn Flag(string name) => new(name, "boolean", Description: name + " of the object");

    private static string AgeOf(Document document, DateTimeOffset now) => Since(document.Metadata["creationTimestamp"u8].AsTime(), now);

    private static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? HumanDuration.Format(now - then) : "<unknown>";

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string OrNone(string text) => text.Length == 0 ? "<none>" : text;

    private static string TextsOf(Node items)
    {
        var texts = new List<string>();
        foreach (var item in items.Items) texts.Add(item.AsString());
        return string.Join(',', texts);
    }

    private static string Joined(Node items, ReadOnlySpan<byte> member)
    {
        var parts = new List<string>();
        foreach (var item in items.Items) parts.Add(item[member].AsString());
        return string.Join(',', parts);
    }
}
