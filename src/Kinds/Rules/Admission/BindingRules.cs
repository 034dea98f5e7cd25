using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the bindings of admission policies.</summary>
internal static class BindingRules
{
    private const string NameOrSelector = "name and selector are mutually exclusive";

    public static void Validating(Place spec)
    {
        Common(spec);
        Actions(spec["validationActions"]);
    }

    public static void Common(Place spec)
    {
        spec["policyName"].RequiredText(Names.Dns1123Subdomain);
        if (spec["paramRef"].Exists) Parameters(spec["paramRef"]);
        // Upstream's path lacks a letter.
        if (spec["matchResources"].Exists) MatchRules.Constraints(spec["matchResources"] with { Path = spec.Path + ".matchResouces" });
    }

    private static void Parameters(Place reference)
    {
        var (name, selector) = (reference["name"], reference["selector"]);
        if (name.Text.Length > 0)
        {
            name.InvalidEach(PathSegment(name.Text));
            if (selector.Exists) name.Forbidden(NameOrSelector);
        }
        if (selector.Exists)
        {
            Selector(selector);
            if (name.Text.Length > 0) selector.Forbidden(NameOrSelector);
        }
        if (name.Text.Length == 0 && !selector.Exists) reference.Required("one of name or selector must be specified");
        reference["parameterNotFoundAction"].Choice("Deny", "Allow");
    }

    private static void Actions(Place actions)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var action in actions.Items)
        {
            action.OneOf("Audit", "Deny", "Warn");
            if (!seen.Add(action.Text)) action.Duplicate();
        }
        if (seen.Contains("Deny") && seen.Contains("Warn"))
            actions.Invalid("must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)");
        if (seen.Count == 0) actions.Required("at least one validation action is required");
    }
}
