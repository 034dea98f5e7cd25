namespace Timonier.Cel;

/// <summary>A rule that a value breaks. The path is that of the value, or of the field the rule points to.</summary>
/// <param name="Reason">As in the rule: FieldValueInvalid, FieldValueForbidden, FieldValueRequired or FieldValueDuplicate.</param>
/// <param name="ValueType">The JSON type that invalid values are told by.</param>
public sealed record CelViolation(string Path, string Reason, string ValueType, string Detail);
