using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>A Status as the document that clients read.</summary>
internal static class StatusText
{
    public static Document Of(Status status)
    {
        var body = new DraftObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = status.Continue.Length > 0 ? new DraftObject { ["continue"] = status.Continue } : new DraftObject(),
            ["status"] = status.IsFailure ? "Failure" : "Success",
        };
        if (status.Message.Length > 0) body["message"] = status.Message;
        if (status.Reason.Length > 0) body["reason"] = status.Reason;
        if (status.Details is { } details) body["details"] = Details(details);
        body["code"] = status.Code;
        return body.ToDocument();
    }

    /// <summary>What a deletion answers when the object is gone at once.</summary>
    public static Document Deleted(string group, string plural, string name, string uid) => new DraftObject
    {
        ["kind"] = "Status",
        ["apiVersion"] = "v1",
        ["metadata"] = new DraftObject(),
        ["status"] = "Success",
        ["details"] = Details(new StatusDetails { Name = name, Group = group, Kind = plural, Uid = uid }),
    }.ToDocument();

    private static DraftObject Details(StatusDetails details)
    {
        var body = new DraftObject();
        if (details.Name.Length > 0) body["name"] = details.Name;
        if (details.Group.Length > 0) body["group"] = details.Group;
        if (details.Kind.Length > 0) body["kind"] = details.Kind;
        if (details.Uid.Length > 0) body["uid"] = details.Uid;
        if (details.Causes.Length > 0) body["causes"] = new DraftArray(details.Causes.Select(Cause));
        if (details.RetryAfterSeconds > 0) body["retryAfterSeconds"] = details.RetryAfterSeconds;
        return body;
    }

    private static DraftObject Cause(StatusCause cause)
    {
        var body = new DraftObject();
        if (cause.Reason.Length > 0) body["reason"] = cause.Reason;
        if (cause.Message.Length > 0) body["message"] = cause.Message;
        if (cause.Field.Length > 0) body["field"] = cause.Field;
        return body;
    }
}
