using Timonier.Documents;

namespace Timonier.Controllers.Framework;

/// <summary>One entry of <c>status.conditions</c> as plans compare and write it.</summary>
public sealed record Condition(string Type, string Status, string Reason, string Message)
{
    public DateTimeOffset? LastTransitionTime { get; init; }
    public DateTimeOffset? LastUpdateTime { get; init; }

    public static Condition Of(Node node) => new(
        node["type"u8].AsString(), node["status"u8].AsString(), node["reason"u8].AsString(), node["message"u8].AsString())
    {
        LastTransitionTime = node["lastTransitionTime"u8].AsTime(),
        LastUpdateTime = node["lastUpdateTime"u8].AsTime(),
    };

    public static List<Condition> ListOf(Node conditions)
    {
        var list = new List<Condition>();
        foreach (var condition in conditions.Items) list.Add(Of(condition));
        return list;
    }

    public DraftObject ToDraft()
    {
        var draft = new DraftObject { ["type"] = Type, ["status"] = Status };
        if (LastUpdateTime is { } update) draft["lastUpdateTime"] = update;
        if (LastTransitionTime is { } transition) draft["lastTransitionTime"] = transition;
        if (Reason.Length > 0) draft["reason"] = Reason;
        if (Message.Length > 0) draft["message"] = Message;
        return draft;
    }
}
