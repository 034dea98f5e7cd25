using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the kinds by which the API itself grows: APIServices and CustomResourceDefinitions.</summary>
internal static class ExtensionRules
{
    public static readonly KindRules[] Kinds =
    [
        new("apiregistration.k8s.io", "APIService", ApiService) { Name = _ => [] },
        new("apiextensions.k8s.io", "CustomResourceDefinition", Definition),
    ];

    private static void ApiService(Place service)
    {
        var (spec, name) = (service["spec"], service["metadata"]["name"]);
        var wanted = $"{spec["version"].Text}.{spec["group"].Text}";
        if (name.Text != wanted) name.Invalid(name.Text, $"must be `spec.version+\".\"+spec.group`: {GoText.Quote(wanted)}");
        NameIn(spec["group"], Names.Dns1123Subdomain);
        spec["version"].InvalidEach(spec["version"].Text, Names.Dns1035Label(spec["version"].Text));
        if (spec["groupPriorityMinimum"].Number is <= 0 or > 20000) spec["groupPriorityMinimum"].InvalidNumber("must be positive and less than 20000");
        if (spec["versionPriority"].Number is <= 0 or > 1000) spec["versionPriority"].InvalidNumber("must be positive and less than 1000");
        var (target, bundle, insecure) = (spec["service"], spec["caBundle"], spec["insecureSkipTLSVerify"]);
        if (!target.Exists)
        {
            if (bundle.Text.Length > 0) bundle.Invalid($"{Base64Size(bundle.Text)} bytes", "local APIServices may not have a caBundle");
            if (insecure.Node.AsBool()) insecure.Invalid("local APIServices may not have insecureSkipTLSVerify");
            return;
        }
        target.RequiredTexts("namespace", "name");
        if (target["port"].Exists && Names.PortNumber(target["port"].Number) is { Length: > 0 } wrong) target["port"].Invalid("port is not valid: " + string.Join(',', wrong));
        if (insecure.Node.AsBool() && bundle.Text.Length > 0) insecure.Invalid("may not be true if caBundle is present");
    }

    private static void Definition(Place definition)
    {
        var (spec, name) = (definition["spec"], definition["metadata"]["name"]);
        var wanted = $"{spec["names"]["plural"].Text}.{spec["group"].Text}";
        if (name.Text != wanted) name.Invalid(name.Text, "must be spec.names.plural+\".\"+spec.group");
        if (spec["group"].Text.Length == 0) spec["group"].Required();
        else if (Names.Dns1123Subdomain(spec["group"].Text) is { Length: > 0 } wrong) spec["group"].Invalid(string.Join(',', wrong));
        else if (!spec["group"].Text.Contains('.', StringComparison.Ordinal)) spec["group"].Invalid("should be a domain with at least one dot");
        spec["scope"].Choice("Cluster", "Namespaced");
        if (spec["preserveUnknownFields"].Node.AsBool() && !Kept(spec["preserveUnknownFields"]))
            spec["preserveUnknownFields"].Invalid("must be false in order to use defaults in the schema");
        Versions(spec["versions"]);
        ResourceNames(spec["names"]);
        Conversion(spec["conversion"]);
        if (definition.IsUpdate) spec.Immutable("group", "scope");
    }

    private static void Versions(Place versions)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in versions.Items)
        {
            if (!names.Add(version["name"].Text)) versions.Invalid("must contain unique version names");
            if (Names.Dns1035Label(version["name"].Text) is { Length: > 0 } wrong) version["name"].Invalid(version["name"].Text, string.Join(',', wrong));
            ScalePaths(version["subresources"]["scale"]);
            Columns(version["additionalPrinterColumns"]);
        }
        if (versions.Items.Count(v => v["storage"].Node.AsBool()) != 1) versions.Invalid("must have exactly one version marked as storage version");
    }

    /// <summary>How objects get from one version to another.</summary>
    private static void Conversion(Place conversion)
    {
        if (!conversion.Exists) return;
        var (strategy, hook) = (conversion["strategy"], conversion["webhook"]);
        strategy.Choice("None", "Webhook");
        if (strategy.Text != "Webhook")
        {
            if (hook.Exists) hook.Forbidden("should not be set when strategy is not set to Webhook");
            return;
        }
        if (!hook["clientConfig"].Exists) hook["clientConfig"].Required("required when strategy is set to Webhook");
        else WebhookRules.Client(hook["clientConfig"]);
        var versions = hook["conversionReviewVersions"];
        if (versions.Count == 0) versions.Required();
        else if (!versions.Items.Any(v => v.Text is "v1" or "v1beta1")) versions.Invalid("must include at least one of v1, v1beta1");
    }

    private static void Columns(Place columns)
    {
        foreach (var column in columns.Items)
        {
            column.RequiredTexts("name");
            column["type"].Choice("boolean", "date", "integer", "number", "string");
            if (column["format"].Text.Length > 0) column["format"].OneOf("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
            var path = column["jsonPath"];
            if (path.Text.Length == 0) path.Required();
            else if (path.Text[0] != '.') path.Invalid("must be a simple json path starting with .");
        }
    }

    private static void ScalePaths(Place scale)
    {
        if (!scale.Exists) return;
        foreach (var (field, below) in ((string, string)[])[("specReplicasPath", ".spec."), ("statusReplicasPath", ".status.")])
        {
            var path = scale[field];
            if (path.Text.Length == 0) path.Required();
            else if (!path.Text.StartsWith(below, StringComparison.Ordinal)) path.Invalid($"should be a json path under {below[..^1]}");
        }
        var selector = scale["labelSelectorPath"];
        if (selector.Text.Length > 0 && !selector.Text.StartsWith(".spec.", StringComparison.Ordinal) && !selector.Text.StartsWith(".status.", StringComparison.Ordinal))
            selector.Invalid("should be a json path under either .spec or .status");
    }

    private static void ResourceNames(Place names)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var place = names[field];
            if (field is "plural" or "kind" && place.Text.Length == 0) place.Required();
            else if (place.Text.Length > 0 && Names.Dns1035Label(place.Text.ToLowerInvariant()) is { Length: > 0 } wrong)
                place.Invalid((field.EndsWith("ind", StringComparison.Ordinal) ? "may have mixed case, but should otherwise match: " : "") + string.Join(',', wrong));
        }
        foreach (var shorter in names["shortNames"].Items)
            if (Names.Dns1035Label(shorter.Text) is { Length: > 0 } wrong) shorter.Invalid(string.Join(',', wrong));
        if (names["kind"].Text.Length > 0 && names["kind"].Text == names["listKind"].Text) names["listKind"].Invalid("kind and listKind may not be the same");
    }
}
