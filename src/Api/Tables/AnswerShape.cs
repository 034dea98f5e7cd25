using Microsoft.AspNetCore.Http;
using Timonier.Api.Pipeline;
using Timonier.Contracts.Cluster;
using Timonier.Api.Watches;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Tables;

/// <summary>The form in which one request's objects leave: as they are stored, as a table, or metadata alone.</summary>
internal sealed class AnswerShape
{
    private readonly MediaChoice choice;
    private readonly IncludedObject included;
    private bool headed = true;

    private AnswerShape(MediaChoice choice, IncludedObject included)
    {
        this.choice = choice;
        this.included = included;
    }

    public static AnswerShape Whole { get; } = new(MediaChoice.Json, default);

    public bool IsWhole => choice.Form == AnswerForm.Whole;

    /// <summary>What the request asks for, or why it cannot be given.</summary>
    public static (AnswerShape? Shape, Status? Failure) Of(HttpRequest request, bool streams)
    {
        var (choice, failure) = Negotiation.Choose(request, streams);
        if (choice is null) return (null, failure);
        if (choice == MediaChoice.Json) return (Whole, null);
        var (included, wrong) = choice.Form == AnswerForm.Table ? ObjectTable.Wanted(request.Query) : default;
        return wrong is null ? (new AnswerShape(choice, included), null) : (null, wrong);
    }

    /// <summary>The answer's body in this form. Statuses stay what they are.</summary>
    public (ReadOnlyMemory<byte> Json, Status? Failure) Body(Kind kind, ApiAnswer answer, DateTimeOffset now)
    {
        if (answer.List is { } list)
        {
            return choice.Form switch
            {
                AnswerForm.Table => (ObjectTable.OfList(kind, list, choice.Version, included, now).ToDocument().Utf8, null),
                AnswerForm.MetadataList => (PartialMetadata.OfList(list, choice.Version).ToDocument().Utf8, null),
                AnswerForm.Metadata => (default, Unfit("PartialObjectMetadata", "is a list", kind.ListName, kind.Group)),
                _ => (AnswerWriter.List(kind, list), null),
            };
        }
        if (IsWhole || answer.Document is { Kind: "Status", ApiVersion: "v1" }) return (answer.Utf8, null);
        return choice.Form switch
        {
            AnswerForm.Table => (ObjectTable.Of(answer.Document, choice.Version, included, now).ToDocument().Utf8, null),
            AnswerForm.Metadata => (PartialMetadata.Of(answer.Document, choice.Version).ToDocument().Utf8, null),
            _ => (default, Unfit("PartialObjectMetadataList", "is not a list", kind.Name, kind.Group)),
        };
    }

    /// <summary>One line of a watch in this form; only a stream's first table names its columns.</summary>
    public ReadOnlyMemory<byte> Line(WatchFrame frame, DateTimeOffset now)
    {
        if (IsWhole || frame.Type == WatchEventType.Error) return frame.Line;
        if (choice.Form != AnswerForm.Table) return choice.Version == "v1" ? frame.MetadataLine : WatchFrame.Encode(frame.Type, PartialMetadata.Of(frame.Document, choice.Version).ToDocument().Utf8.Span);
        if (frame.Type == WatchEventType.Bookmark) return WatchFrame.Encode(frame.Type, ObjectTable.Bookmark(frame.Document, choice.Version).ToDocument().Utf8.Span);
        var table = ObjectTable.Of(frame.Document, choice.Version, included, now, headed);
        headed = false;
        return WatchFrame.Encode(frame.Type, table.ToDocument().Utf8.Span);
    }

    private static Status Unfit(string asked, string why, string name, string group)
    {
        var package = group.Length == 0 ? "core" : group.Split('.')[0];
        return new Status(406, "NotAcceptable", $"you requested {asked}, but the requested object {why} (*{package}.{name})");
    }
}
