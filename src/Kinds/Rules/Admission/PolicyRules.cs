using System.Text;
using System.Text.RegularExpressions;
using Timonier.Cel;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of admission policies.</summary>
internal static partial class PolicyRules
{
    private const int MostAnnotations = 20;
    private const int LongestExpression = 5 * 1024;
    private const string OneOfTwo = "validations or auditAnnotations must contain at least one item";

    public static void Validating(Place policy)
    {
        var spec = policy["spec"];
        var expressions = Common(spec);
        var (validations, annotations) = (spec["validations"], spec["auditAnnotations"]);
        if (validations.Count == 0 && annotations.Count == 0)
        {
            validations.Required(OneOfTwo);
            annotations.Required(OneOfTwo);
            return;
        }
        foreach (var validation in validations.Items) Validation(validation, expressions);
        Annotations(annotations, policy["metadata"]["name"].Text, expressions);
    }

    public static void Mutating(Place policy)
    {
        var spec = policy["spec"];
        var expressions = Common(spec);
        if (spec["mutations"].Count == 0) spec["mutations"].Required("mutations must contain at least one item");
        foreach (var mutation in spec["mutations"].Items)
        {
            mutation["patchType"].Choice("ApplyConfiguration", "JSONPatch");
            switch (mutation["patchType"].Text)
            {
                case "ApplyConfiguration":
                    Mutation(mutation, "applyConfiguration", "jsonPatch", expressions, CelMutationTypes.Object);
                    break;
                case "JSONPatch":
                    Mutation(mutation, "jsonPatch", "applyConfiguration", expressions, CelMutationTypes.JsonPatches);
                    break;
            }
        }
        spec["reinvocationPolicy"].Choice("IfNeeded", "Never");
    }

    private static void Mutation(Place mutation, string name, string other, PolicyExpressions expressions, CelType wanted)
    {
        var (type, expression) = (mutation["patchType"].Text, mutation[name]["expression"]);
        if (!mutation[name].Exists) mutation[name].Required($"must be specified when patchType is {type}");
        else if (expression.Text.Trim().Length == 0) expression.Required();
        else Compiles(expression, expressions.Mutation(expression.Text.Trim()), wanted);
        if (mutation[other].Exists) mutation[other].Invalid($"{{{other}}}", $"must not be specified when patchType is {type}");
    }

    private static void Compiles(Place expression, CelCompilation compiled, params ReadOnlySpan<CelType> wanted)
    {
        if (AdmissionExpressions.Fault(compiled, wanted) is { } fault) expression.Invalid(fault);
    }

    private static PolicyExpressions Common(Place spec)
    {
        spec["failurePolicy"].Choice("Fail", "Ignore");
        if (spec["paramKind"].Exists) Parameters(spec["paramKind"]);
        var match = spec["matchConstraints"];
        if (!match.Exists) match.Required();
        else
        {
            MatchRules.Constraints(match);
            if (match["resourceRules"].Count == 0) match["resourceRules"].Required();
        }
        var hasParameters = spec["paramKind"].Exists;
        MatchRules.Conditions(spec["matchConditions"], hasParameters);
        var expressions = new PolicyExpressions(hasParameters ? CelType.Dyn : null);
        foreach (var variable in spec["variables"].Items)
        {
            var (name, expression) = (variable["name"], variable["expression"]);
            if (name.Text.Trim().Length == 0) name.Required("name is not specified");
            else if (!Identifier().IsMatch(name.Text)) name.Invalid("name is not a valid CEL identifier");
            if (expression.Text.Trim().Length == 0) expression.Required("expression is not specified");
            else Compiles(expression, expressions.Variable(name.Text, expression.Text));
        }
        return expressions;
    }

    private static void Parameters(Place kind)
    {
        var (version, name) = (kind["apiVersion"], kind["kind"]);
        var parts = version.Text.Split('/');
        if (version.Text.Length == 0) version.Required();
        else if (parts.Length > 2) version.Invalid("unexpected GroupVersion string: " + version.Text);
        else
        {
            if (parts.Length == 2 && parts[0].Length > 0 && Names.Dns1123Subdomain(parts[0]) is { Length: > 0 } group) version.Invalid(parts[0], string.Join(',', group));
            if (parts[^1].Length == 0) version.Invalid("version must be specified");
            else if (Names.Dns1035Label(parts[^1]) is { Length: > 0 } wrong) version.Invalid(parts[^1], string.Join(',', wrong));
        }
        if (name.Text.Length == 0) name.Required();
        else if (Names.Dns1035Label(name.Text.ToLowerInvariant()) is { Length: > 0 } bad) name.Invalid("may have mixed case, but should otherwise match: " + string.Join(',', bad));
    }

    private static void Validation(Place validation, PolicyExpressions expressions)
    {
        var (expression, message, computed) = (validation["expression"], validation["message"], validation["messageExpression"]);
        if (expression.Text.Trim().Length == 0) expression.Required("expression is not specified");
        else Compiles(expression, expressions.Check(expression.Text), CelType.Bool);
        if (computed.Text.Length > 0)
        {
            if (computed.Text.Trim().Length == 0) computed.Invalid("must be non-empty if specified");
            else Compiles(computed, expressions.Message(computed.Text), CelType.String);
        }
        if (message.Text.Length > 0 && message.Text.Trim().Length == 0) message.Invalid("message must be non-empty if specified");
        else if (message.Text.Trim().AsSpan().IndexOfAny('\n', '\r') >= 0) message.Invalid("message must not contain line breaks");
        validation["reason"].OneOf("Forbidden", "Invalid", "RequestEntityTooLarge");
    }

    private static void Annotations(Place annotations, string policy, PolicyExpressions expressions)
    {
        if (annotations.Count > MostAnnotations) annotations.Invalid($"must not have more than {MostAnnotations} auditAnnotations");
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var annotation in annotations.Items)
        {
            var (key, value) = (annotation["key"], annotation["valueExpression"]);
            var name = $"{policy}/{key.Text}";
            key.InvalidEach(name, Names.LabelKey(name));
            if (value.Text.Trim().Length == 0) value.Required("valueExpression is not specified");
            else if (Encoding.UTF8.GetByteCount(value.Text.Trim()) > LongestExpression) value.Required($"must not exceed {LongestExpression} bytes in length");
            else Compiles(value, expressions.Check(value.Text.Trim()), CelType.String, CelType.Null);
            if (!keys.Add(key.Text)) key.Duplicate();
        }
    }

    [GeneratedRegex("^[_a-zA-Z][_a-zA-Z0-9]*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Identifier();
}
