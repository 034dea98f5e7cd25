using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Api.Storage;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tables;

/// <summary>Objects as the rows and columns that people look at.</summary>
internal static class ObjectTable
{
    public static (IncludedObject Included, Status? Failure) Wanted(IQueryCollection query) => query["includeObject"].ToString() switch
    {
        "" or "Metadata" => (IncludedObject.Metadata, null),
        "None" => (IncludedObject.None, null),
        "Object" => (IncludedObject.Object, null),
        var other => (default, Status.BadRequest($"Unable to convert to Table as requested: includeObject: Invalid value: {GoText.Quote(other)}: must be 'Metadata', 'Object', 'None', or empty")),
    };

    public static DraftObject OfList(Kind kind, ApiList list, string version, IncludedObject included, DateTimeOffset now)
    {
        var rows = new DraftArray(list.Entries.Select(entry => (Draft)Row(kind, Stored.Read(entry), version, included, now)));
        return Table(version, list.Metadata(), Columns(TablePrinter.Columns(kind)), rows);
    }

    public static DraftObject Of(Kind kind, Document document, string version, IncludedObject included, DateTimeOffset now, bool headed = true)
    {
        Draft columns = headed ? Columns(TablePrinter.Columns(kind, document)) : Draft.Null;
        return Table(version, Versioned(document), columns, [Row(kind, document, version, included, now)]);
    }

    /// <summary>A table that only tells how far a watch has come.</summary>
    public static DraftObject Bookmark(Document bookmark, string version)
    {
        var metadata = Versioned(bookmark);
        if (bookmark.Metadata["annotations"u8] is { Exists: true } annotations) metadata["annotations"] = Draft.From(annotations);
        return Table(version, metadata, Draft.Null, []);
    }

    private static DraftObject Table(string version, DraftObject metadata, Draft columns, DraftArray rows) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/" + version,
        ["metadata"] = metadata,
        ["columnDefinitions"] = columns,
        ["rows"] = rows,
    };

    private static DraftObject Versioned(Document document) => new() { ["resourceVersion"] = document.ResourceVersion };

    private static DraftArray Columns(IEnumerable<TableColumn> columns) => new(columns.Select(column => (Draft)new DraftObject
    {
        ["name"] = column.Name,
        ["type"] = column.Type,
        ["format"] = column.Format,
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    }));

    private static DraftObject Row(Kind kind, Document document, string version, IncludedObject included, DateTimeOffset now)
    {
        var row = new DraftObject { ["cells"] = TablePrinter.Cells(kind, document, now) };
        if (document is { Kind: "Pod", ApiVersion: "v1" } && Ended(document) is { } ended) row["conditions"] = new DraftArray([ended]);
        row["object"] = included switch
        {
            IncludedObject.None => Draft.Null,
            IncludedObject.Object => DraftObject.Over(document),
            _ => PartialMetadata.Of(document, version),
        };
        return row;
    }

    private static DraftObject? Ended(Document pod) => pod.Status["phase"u8].AsString() switch
    {
        "Succeeded" => Condition("Succeeded", "The pod has completed successfully."),
        "Failed" => Condition("Failed", "The pod failed."),
        _ => null,
    };

    private static DraftObject Condition(string reason, string message) => new() { ["type"] = "Completed", ["status"] = "True", ["reason"] = reason, ["message"] = message };
}
