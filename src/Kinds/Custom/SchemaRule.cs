namespace Timonier.Kinds.Custom;

/// <summary>One entry of <c>x-kubernetes-validations</c>, as it is written.</summary>
internal sealed record SchemaRule(string Rule, string Message, string MessageExpression, string Reason, string FieldPath, bool OptionalOldSelf);
