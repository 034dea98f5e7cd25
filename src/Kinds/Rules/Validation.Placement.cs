using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string BadWeight = "must be in the range 1-100";

    internal static void Tolerations(Place tolerations)
    {
        foreach (var toleration in tolerations.Items)
        {
            var (key, operation, value, effect) = (toleration["key"], toleration["operator"], toleration["value"], toleration["effect"]);
            if (key.Text.Length > 0) key.InvalidEach(Names.LabelKey(key.Text));
            if (key.Text.Length == 0 && operation.Text != "Exists")
                operation.Invalid(operation.Text, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            if (toleration["tolerationSeconds"].Exists && effect.Text != "NoExecute")
                effect.Invalid(effect.Text, "effect must be 'NoExecute' when `tolerationSeconds` is set");
            switch (operation.Text)
            {
                case "" or "Equal":
                    if (Names.LabelValue(value.Text) is { Length: > 0 } wrong) operation.Invalid(value.Text, string.Join(';', wrong));
                    break;
                case "Exists":
                    if (value.Text.Length > 0) operation.Invalid(value.Text, "value must be empty when `operator` is 'Exists'");
                    break;
                default:
                    operation.OneOf("Equal", "Exists", "Lt", "Gt");
                    break;
            }
            if (effect.Text.Length > 0) effect.OneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
        }
    }

    internal static void Affinity(Place affinity)
    {
        var node = affinity["nodeAffinity"];
        var required = node["requiredDuringSchedulingIgnoredDuringExecution"];
        if (required.Exists) NodeSelector(required);
        foreach (var preferred in node["preferredDuringSchedulingIgnoredDuringExecution"].Items)
        {
            if (preferred["weight"].Number is < 1 or > 100) preferred["weight"].Invalid(BadWeight);
            NodeTerm(preferred["preference"], preferred: true);
        }
        foreach (var kind in (string[])["podAffinity", "podAntiAffinity"])
        {
            foreach (var term in affinity[kind]["requiredDuringSchedulingIgnoredDuringExecution"].Items) PodTerm(term);
            foreach (var preferred in affinity[kind]["preferredDuringSchedulingIgnoredDuringExecution"].Items)
            {
                if (preferred["weight"].Number is < 1 or > 100) preferred["weight"].Invalid(BadWeight);
                PodTerm(preferred["podAffinityTerm"]);
            }
        }
    }

    internal static void NodeSelector(Place selector)
    {
        var terms = selector["nodeSelectorTerms"];
        if (terms.Count == 0) terms.Required("must have at least one node selector term");
        foreach (var term in terms.Items) NodeTerm(term);
    }

    private static void NodeTerm(Place term, bool preferred = false)
    {
        foreach (var expression in term["matchExpressions"].Items)
        {
            Values(expression, comparing: true);
            expression["key"].InvalidEach(expression["key"].Text, Names.LabelKey(expression["key"].Text));
            if (preferred || HadBadValues(term)) continue;
            foreach (var value in expression["values"].Items) value.InvalidEach(Names.LabelValue(value.Text));
        }
        foreach (var expression in term["matchFields"].Items)
        {
            if (expression["operator"].Text is not ("In" or "NotIn")) expression["operator"].Invalid(expression["operator"].Text, NoOperator);
            else if (expression["values"].Count != 1) expression["values"].Required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            if (expression["key"].Text != "metadata.name") expression["key"].Invalid(expression["key"].Text, "not a valid field selector key");
            else foreach (var value in expression["values"].Items) value.InvalidEach(Names.Dns1123Subdomain(value.Text));
        }
    }

    internal static void PodTerm(Place term)
    {
        Selector(term["labelSelector"]);
        Selector(term["namespaceSelector"]);
        foreach (var name in term["namespaces"].Items)
            term["namespace"].InvalidEach(name.Text, Names.Dns1123Label(name.Text));
        MatchedKeys(term);
        var key = term["topologyKey"];
        if (key.Text.Length == 0) key.Required("can not be empty");
        LabelKey(key);
    }

    /// <summary>Labels whose values the pod itself gives.</summary>
    private static void MatchedKeys(Place term)
    {
        foreach (var keys in term.Present("matchLabelKeys", "mismatchLabelKeys"))
        {
            if (keys.Count == 0) continue;
            if (!term["labelSelector"].Exists) keys.Forbidden("must not be specified when labelSelector is not set");
            else foreach (var key in keys.Items) LabelKey(key);
        }
        var mismatched = term["mismatchLabelKeys"].Items.Select(k => k.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var key in term["matchLabelKeys"].Items)
            if (mismatched.Contains(key.Text)) key.Invalid("exists in both matchLabelKeys and mismatchLabelKeys");
    }

    internal static void Spread(Place constraints)
    {
        var left = constraints.Items.GroupBy(c => (c["topologyKey"].Text, c["whenUnsatisfiable"].Text)).ToDictionary(g => g.Key, g => g.Count());
        foreach (var constraint in constraints.Items)
        {
            var skew = constraint["maxSkew"];
            if (skew.Number <= 0) skew.Add(FieldErrors.Invalid(skew.Path, skew.Number, "must be greater than zero"));
            var key = constraint["topologyKey"];
            key.RequiredText("can not be empty");
            var otherwise = constraint["whenUnsatisfiable"];
            if (otherwise.Text is not ("DoNotSchedule" or "ScheduleAnyway"))
                otherwise.Add(FieldErrors.NotSupported(otherwise.Path, otherwise.Text, "DoNotSchedule", "ScheduleAnyway"));
            // Upstream reports the first of two that are alike.
            if (--left[(key.Text, otherwise.Text)] > 0)
                constraint.Add(FieldErrors.Duplicate(constraint.Path + ".{topologyKey, whenUnsatisfiable}", $"{{{key.Text}, {otherwise.Text}}}"));
            var domains = constraint["minDomains"];
            if (domains.Exists && domains.Number <= 0) domains.Invalid("must be greater than zero");
            if (domains.Exists && otherwise.Text != "DoNotSchedule")
                domains.Invalid($"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {otherwise.Text}");
            constraint["nodeAffinityPolicy"].OneOf("Honor", "Ignore");
            constraint["nodeTaintsPolicy"].OneOf("Honor", "Ignore");
            SpreadKeys(constraint);
            Selector(constraint["labelSelector"]);
        }
    }

    private static void SpreadKeys(Place constraint)
    {
        var (keys, selector) = (constraint["matchLabelKeys"], constraint["labelSelector"]);
        if (keys.Count == 0) return;
        if (!selector.Exists) keys.Forbidden("must not be specified when labelSelector is not set");
        var selected = selector["matchLabels"].Entries.Select(e => e.Key).Concat(selector["matchExpressions"].Items.Select(e => e["key"].Text)).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Items)
        {
            LabelKey(key);
            if (selected.Contains(key.Text)) key.Invalid("exists in both matchLabelKeys and labelSelector");
        }
    }
}
