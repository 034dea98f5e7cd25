using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds.Custom;

namespace Timonier.Kinds;

/// <summary>The rows that tables (<c>kubectl get</c>) show of an object, with upstream's columns.</summary>
public static partial class TablePrinter
{
    public static IReadOnlyList<TableColumn> Columns(string group, string kind) => Tables.TryGetValue((group, kind), out var table) ? table.Columns : Default;

    /// <summary>The columns of what is shown under a kind: mostly its own objects, but a subresource may show others.</summary>
    public static IReadOnlyList<TableColumn> Columns(Kind kind, Document shown) =>
        Custom(kind, shown) is { } custom ? custom.Columns : Columns(GroupOf(shown), shown.Kind);

    /// <summary>The cells of one object under those columns.</summary>
    public static DraftArray Cells(Kind kind, Document shown, DateTimeOffset now) =>
        Custom(kind, shown) is { } custom ? custom.Cells(shown, now) : Cells(GroupOf(shown), shown.Kind, shown, now);

    /// <summary>The columns of a kind's lists.</summary>
    public static IReadOnlyList<TableColumn> Columns(Kind kind) => kind.Custom is { } custom ? custom.Columns : Columns(kind.Group, kind.Name);

    /// <summary>One cell per column, wide ones included.</summary>
    public static DraftArray Cells(string group, string kind, Document document, DateTimeOffset now) =>
        Tables.TryGetValue((group, kind), out var table) ? table.Cells(document, now) : [document.Name, document.Metadata["creationTimestamp"u8].AsString()];

    private static CustomShape? Custom(Kind kind, Document shown) => shown.Kind == kind.Name ? kind.Custom : null;

    private static string GroupOf(Document document) => document.ApiVersion.IndexOf('/', StringComparison.Ordinal) is var slash && slash < 0 ? "" : document.ApiVersion[..slash];

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
