using System.Collections.Immutable;
using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>The columns that a definition asks for, behind the name; the age where it asks for none.</summary>
internal sealed class CustomColumns
{
    private readonly ImmutableArray<JsonPath?> paths;

    public CustomColumns(Node asked)
    {
        var columns = new List<TableColumn> { new("Name", Format: "name", Description: "Unique within its namespace") };
        var found = new List<JsonPath?>();
        foreach (var column in asked.Items)
        {
            columns.Add(new TableColumn(column["name"u8].AsString(), column["type"u8].AsString(), column["format"u8].AsString(), column["description"u8].AsString(), column["priority"u8].AsInt32()));
            found.Add(JsonPath.Parse(column["jsonPath"u8].AsString()).Path);
        }
        if (found.Count == 0)
        {
            columns.Add(new TableColumn("Age", "date", Description: "Time since the object was made"));
            found.Add(JsonPath.Parse(".metadata.creationTimestamp").Path);
        }
        (Columns, paths) = ([.. columns], [.. found]);
    }

    public ImmutableArray<TableColumn> Columns { get; }

    public DraftArray Cells(Document document, DateTimeOffset now)
    {
        var cells = new DraftArray { document.Name };
        for (var i = 0; i < paths.Length; i++) cells.Add(Cell(Columns[i + 1].Type, paths[i]?.First(document.Root) ?? default, now));
        return cells;
    }

    private static Draft Cell(string type, Node value, DateTimeOffset now)
    {
        if (value.IsNullOrMissing) return type == "string" && value.Exists ? "" : Draft.Null;
        return type switch
        {
            "integer" when value.Kind == NodeKind.Number => value.AsInt64(),
            "integer" when long.TryParse(value.AsString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => whole,
            "number" when value.Kind == NodeKind.Number => Draft.From(value),
            "number" when double.TryParse(value.AsString(), CultureInfo.InvariantCulture, out var number) => DraftScalar.Number(GoNumber.Json(number)),
            "boolean" when value.Kind is NodeKind.True or NodeKind.False => Draft.From(value),
            "string" => value.AsText(),
            "date" when value.IsString => value.AsTime() is { } then ? HumanDuration.Format(now - then) : "<invalid>",
            _ => Draft.Null,
        };
    }
}
