using System.Collections.Immutable;
using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>A <see cref="Status"/> as the v1 Status object on the wire.</summary>
public static class StatusDocument
{
    public static Document Of(Status status) => Draft(status).ToDocument();

    public static DraftObject Draft(Status status)
    {
        var draft = new DraftObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new DraftObject(),
            ["status"] = status.IsFailure ? "Failure" : "Success",
        };
        if (status.Message.Length > 0) draft["message"] = status.Message;
        if (status.Reason.Length > 0) draft["reason"] = status.Reason;
        if (status.Details is { } details) draft["details"] = DetailsOf(details);
        if (status.Code != 0) draft["code"] = status.Code;
        return draft;
    }

    /// <summary>Reads a Status object; what it leaves out is empty.</summary>
    public static Status Parse(Document document)
    {
        var root = document.Root;
        var details = root["details"u8];
        var code = root["code"u8].AsInt32OrNull() ?? (root["status"u8].AsString() == "Success" ? 200 : 500);
        return new Status(code, root["reason"u8].AsString(), root["message"u8].AsString())
        {
            Details = details.IsObject ? DetailsOf(details) : null,
        };
    }

    private static DraftObject DetailsOf(StatusDetails details)
    {
        var draft = new DraftObject();
        if (details.Name.Length > 0) draft["name"] = details.Name;
        if (details.Group.Length > 0) draft["group"] = details.Group;
        if (details.Kind.Length > 0) draft["kind"] = details.Kind;
        if (details.Uid.Length > 0) draft["uid"] = details.Uid;
        if (!details.Causes.IsDefaultOrEmpty) draft["causes"] = new DraftArray(details.Causes.Select(CauseOf));
        if (details.RetryAfterSeconds != 0) draft["retryAfterSeconds"] = details.RetryAfterSeconds;
        return draft;
    }

    private static DraftObject CauseOf(StatusCause cause)
    {
        var draft = new DraftObject();
        if (cause.Reason.Length > 0) draft["reason"] = cause.Reason;
        if (cause.Message.Length > 0) draft["message"] = cause.Message;
        if (cause.Field.Length > 0) draft["field"] = cause.Field;
        return draft;
    }

    private static StatusDetails DetailsOf(Node details)
    {
        var causes = ImmutableArray.CreateBuilder<StatusCause>();
        foreach (var cause in details["causes"u8].Items)
            causes.Add(new StatusCause(cause["reason"u8].AsString(), cause["message"u8].AsString(), cause["field"u8].AsString()));
        return new StatusDetails
        {
            Name = details["name"u8].AsString(),
            Group = details["group"u8].AsString(),
            Kind = details["kind"u8].AsString(),
            Uid = details["uid"u8].AsString(),
            RetryAfterSeconds = details["retryAfterSeconds"u8].AsInt32(),
            Causes = causes.ToImmutable(),
        };
    }
}
