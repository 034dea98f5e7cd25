using Timonier.Documents;

namespace Timonier.Cel;

/// <summary>One entry of x-kubernetes-validations as it is written.</summary>
public sealed record CelRule(string Rule, string Message, string MessageExpression, string Reason, string FieldPath, bool HasOptionalOldSelf)
{
    internal static CelRule Read(Node entry) => new(
        entry["rule"].AsString(), entry["message"].AsString(), entry["messageExpression"].AsString(),
        entry["reason"].AsString() is { Length: > 0 } reason ? reason : "FieldValueInvalid",
        entry["fieldPath"].AsString(), entry["optionalOldSelf"].AsBool());

    /// <summary>What a violation says when the rule brings no message of its own.</summary>
    internal string Fallback => Message.Length > 0 ? Message.Trim() : $"failed rule: {Rule.Trim()}";

    /// <summary>How errors name the rule: by its message if it has one.</summary>
    internal string Title => Message.Length > 0 ? Message.Trim() : Rule.Trim();
}
