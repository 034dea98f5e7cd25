using Timonier.Cel;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds.Custom;

/// <summary>Asks the rules of a schema about an object that the schema itself accepts.</summary>
internal static class RuleCheck
{
    // Upstream tells these of no field, in Go's way.
    private const string NoField = "<nil>";
    private static readonly string[] Blocking = ["FieldValueRequired", "FieldValueTooLong", "FieldValueTooMany", "FieldValueTypeInvalid", "FieldValueNotSupported"];

    /// <param name="found">What the schema itself has found; takes what the rules find.</param>
    public static void Run(CelSchemaRules rules, Node value, Node old, List<StatusCause> found)
    {
        if (found.Exists(c => Blocking.Contains(c.Reason)))
            found.Add(FieldErrors.InvalidRaw(NoField, "null", "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation"));
        else
            foreach (var violation in rules.Validate(value, old)) found.Add(CauseOf(violation));
    }

    private static StatusCause CauseOf(CelViolation violation) => violation.Reason switch
    {
        "FieldValueForbidden" => FieldErrors.Forbidden(violation.Path, violation.Detail),
        "FieldValueRequired" => FieldErrors.Required(violation.Path, violation.Detail),
        "FieldValueDuplicate" => FieldErrors.Duplicate(violation.Path, violation.ValueType),
        _ => FieldErrors.Invalid(violation.Path, violation.ValueType, violation.Detail),
    };
}
