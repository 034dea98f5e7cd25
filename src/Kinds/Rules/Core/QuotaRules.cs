using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of ResourceQuotas.</summary>
internal static class QuotaRules
{
    private const string OnlyExists = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
        + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";

    private static readonly HashSet<string> Scopes = new(StringComparer.Ordinal)
    {
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass",
    };

    private static readonly HashSet<string> OfPods = new(StringComparer.Ordinal)
    {
        "pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory",
    };

    public static void Quota(Place quota)
    {
        var spec = quota["spec"];
        Amounts(spec["hard"]);
        ListedScopes(spec);
        if (spec["scopeSelector"].Exists) SelectedScopes(spec);
        Status(quota);
        if (!quota.IsUpdate) return;
        var before = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in spec["scopes"].Old.Items) before.Add(scope.AsString());
        if (!before.SetEquals(spec["scopes"].Items.Select(s => s.Text))) spec["scopes"].Invalid(FieldErrors.Immutable);
    }

    public static void Status(Place quota)
    {
        Amounts(quota["status"]["hard"]);
        Amounts(quota["status"]["used"]);
    }

    private static void Amounts(Place amounts)
    {
        foreach (var (name, amount) in amounts.Entries)
        {
            AnyResourceName(amount, name);
            if (!name.Contains('/', StringComparison.Ordinal) && Names.IsLabelKey(name) && !IsOfQuotas(name)) amount.Invalid(name, "must be a standard resource for quota");
            ResourceAmount(amount, name);
        }
    }

    private static bool IsOfQuotas(string name) => name != "storage" && IsStandardResource(name);

    private static void ListedScopes(Place spec)
    {
        var scopes = spec["scopes"];
        foreach (var scope in scopes.Items)
        {
            if (!Scopes.Contains(scope.Text)) scopes.Invalid("unsupported scope");
            foreach (var _ in Unfit(spec, scope.Text)) scopes.Invalid("unsupported scope applied to resource");
        }
        Conflicts(scopes, scopes.Items.Select(s => s.Text));
    }

    private static void SelectedScopes(Place spec)
    {
        // Upstream reports no index here.
        var list = spec["scopeSelector"]["matchExpressions"];
        foreach (var item in list.Items)
        {
            var expression = item with { Path = list.Path };
            var (scope, operation, values) = (expression["scopeName"], expression["operator"], expression["values"]);
            if (!Scopes.Contains(scope.Text)) scope.Invalid(scope.Text, "unsupported scope");
            foreach (var _ in Unfit(spec, scope.Text)) list.Add(FieldErrors.InvalidRaw(list.Path, spec["scopeSelector"].Node.ToString(), "unsupported scope applied to resource"));
            if (Scopes.Contains(scope.Text) && scope.Text is not ("PriorityClass" or "VolumeAttributesClass") && operation.Text != "Exists") operation.Invalid(operation.Text, OnlyExists);
            switch (operation.Text)
            {
                case "In" or "NotIn":
                    if (values.Count == 0) values.Required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
                    break;
                case "Exists" or "DoesNotExist":
                    if (values.Count > 0) values.Invalid("must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                    break;
                default:
                    operation.Invalid(operation.Text, "not a valid selector operator");
                    break;
            }
        }
        Conflicts(list, list.Items.Select(i => i["scopeName"].Text), spec["scopes"]);
    }

    private static void Conflicts(Place place, IEnumerable<string> scopes, Place? shown = null)
    {
        var all = scopes.ToHashSet(StringComparer.Ordinal);
        foreach (var scope in (string[])["BestEffort", "Terminating"])
            if (all.Contains(scope) && all.Contains("Not" + scope)) ((shown ?? place) with { Path = place.Path }).Invalid("conflicting scopes");
    }

    /// <summary>The limited resources that this scope says nothing about.</summary>
    private static IEnumerable<string> Unfit(Place spec, string scope) => spec["hard"].Entries.Select(e => e.Key).Where(IsOfQuotas).Where(name => scope switch
    {
        "Terminating" or "NotTerminating" or "NotBestEffort" or "PriorityClass" or "CrossNamespacePodAffinity" => !OfPods.Contains(name),
        "BestEffort" => name != "pods",
        "VolumeAttributesClass" => name is not ("persistentvolumeclaims" or "requests.storage"),
        _ => false,
    });
}
