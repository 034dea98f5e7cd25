using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Api.Watches;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tables;

/// <summary>The form in which one request's objects leave: as they are stored, as a table, or metadata alone; and its encoding.</summary>
internal sealed class AnswerShape
{
    private readonly Kind kind;
    private readonly MediaChoice choice;
    private readonly IncludedObject included;
    private bool headed = true;

    private AnswerShape(Kind kind, MediaChoice choice, IncludedObject included)
    {
        this.kind = kind;
        this.choice = choice;
        this.included = included;
    }

    public MediaChoice Choice => choice;

    /// <summary>What a watch in this form calls itself.</summary>
    public string StreamType => IsProtobuf ? choice.ContentType + ";stream=watch" : choice.ContentType;

    private bool IsProtobuf => choice.Encoding == MediaEncoding.Protobuf;

    /// <summary>What the request asks for, or why it cannot be given.</summary>
    public static (AnswerShape? Shape, Status? Failure) Of(HttpRequest request, Kind kind, bool streams)
    {
        var (choice, failure) = Negotiation.Choose(request, kind, streams);
        if (choice is null) return (null, failure);
        if (choice is { Form: AnswerForm.Table, Encoding: MediaEncoding.Protobuf })
            return (null, WireForm.Of(new DraftObject { ["kind"] = "Table", ["apiVersion"] = "meta.k8s.io/" + choice.Version }.ToDocument(), choice).Failure);
        var (included, wrong) = choice.Form == AnswerForm.Table ? ObjectTable.Wanted(request.Query) : default;
        return wrong is null ? (new AnswerShape(kind, choice, included), null) : (null, wrong);
    }

    /// <summary>The answer's body in this form. Statuses stay what they are.</summary>
    public (ReadOnlyMemory<byte> Bytes, Status? Failure) Body(ApiAnswer answer, DateTimeOffset now)
    {
        if (answer.List is { } list)
        {
            return choice.Form switch
            {
                AnswerForm.Table => WireForm.Of(ObjectTable.OfList(kind, list, choice.Version, included, now), choice),
                AnswerForm.MetadataList => WireForm.Of(PartialMetadata.OfList(list, choice.Version), choice),
                AnswerForm.Metadata => (default, Unfit("PartialObjectMetadata", "is a list", kind.ListName, kind.Group)),
                _ => WireForm.OfList(kind, list, choice),
            };
        }
        // The common case: stored bytes as they are, not even looked at.
        if (choice == MediaChoice.Json) return (answer.Utf8, null);
        var document = answer.Document;
        if (choice.Form == AnswerForm.Whole || document is { Kind: "Status", ApiVersion: "v1" }) return WireForm.Of(document, choice);
        return choice.Form switch
        {
            AnswerForm.Table => WireForm.Of(ObjectTable.Of(kind, document, choice.Version, included, now), choice),
            AnswerForm.Metadata => WireForm.Of(PartialMetadata.Of(document, choice.Version), choice),
            _ => (default, Unfit("PartialObjectMetadataList", "is not a list", kind.Name, kind.Group)),
        };
    }

    /// <summary>One event of a watch in this form; only a stream's first table names its columns.</summary>
    public ReadOnlyMemory<byte> Frame(WatchFrame frame, DateTimeOffset now)
    {
        if (choice.Form == AnswerForm.Whole || frame.Type == WatchEventType.Error) return IsProtobuf ? frame.Message : frame.Line;
        if (choice.Form != AnswerForm.Table)
        {
            if (choice.Version == "v1") return IsProtobuf ? frame.MetadataMessage : frame.MetadataLine;
            var older = PartialMetadata.Of(frame.Document, choice.Version).ToDocument();
            return IsProtobuf ? WatchFrame.MessageOf(frame.Type, older) : WatchFrame.LineOf(frame.Type, older.Utf8.Span);
        }
        if (frame.Type == WatchEventType.Bookmark) return WatchFrame.LineOf(frame.Type, ObjectTable.Bookmark(frame.Document, choice.Version).ToDocument().Utf8.Span);
        var table = ObjectTable.Of(kind, frame.Document, choice.Version, included, now, headed);
        headed = false;
        return WatchFrame.LineOf(frame.Type, table.ToDocument().Utf8.Span);
    }

    private static Status Unfit(string asked, string why, string name, string group)
    {
        var package = group.Length == 0 ? "core" : group.Split('.')[0];
        return new Status(406, "NotAcceptable", $"you requested {asked}, but the requested object {why} (*{package}.{name})");
    }
}
