using Timonier.Documents;

namespace Timonier.Api.Aggregation;

/// <summary>The condition Available of an APIService, with upstream's reasons and messages.</summary>
internal sealed record Availability(string Status, string Reason, string Message)
{
    private const string Type = "Available";

    public static Availability Passed { get; } = new("True", "Passed", "all checks passed");

    public static Availability Failed(string reason, string message) => new("False", reason, message);

    public static Availability? Of(Document apiService)
    {
        foreach (var condition in apiService.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Available"u8)) return new Availability(condition["status"u8].AsString(), condition["reason"u8].AsString(), condition["message"u8].AsString());
        return null;
    }

    /// <summary>The object as it is to be written; null when it says so already.</summary>
    public DraftObject? In(Document apiService, DateTimeOffset now)
    {
        var before = Of(apiService);
        if (before == this) return null;
        var body = DraftObject.Of(apiService);
        var conditions = body.Object("status").Array("conditions");
        var since = before?.Status == Status ? conditions.OfType<DraftObject>().First(c => c.String("type") == Type)["lastTransitionTime"]!.Clone() : now;
        conditions.RemoveAll(c => c is DraftObject condition && condition.String("type") == Type);
        conditions.Add(new DraftObject { ["lastTransitionTime"] = since, ["message"] = Message, ["reason"] = Reason, ["status"] = Status, ["type"] = Type });
        return body;
    }
}
