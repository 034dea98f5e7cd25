using Timonier.Kernel;

namespace Timonier.Kinds.Custom.Definitions;

/// <summary>What a CustomResourceDefinition may say.</summary>
internal static class DefinitionRules
{
    public static readonly KindRules Kind = new("apiextensions.k8s.io", "CustomResourceDefinition", Definition) { Status = Status };

    private static void Definition(Place definition)
    {
        var (spec, name) = (definition["spec"], definition["metadata"]["name"]);
        var wanted = $"{spec["names"]["plural"].Text}.{spec["group"].Text}";
        if (name.Text != wanted) name.Invalid(name.Text, "must be spec.names.plural+\".\"+spec.group");
        if (spec["group"].Text.Length == 0) spec["group"].Required();
        else if (Names.Dns1123Subdomain(spec["group"].Text) is { Length: > 0 } wrong) spec["group"].Invalid(string.Join(',', wrong));
        else if (!spec["group"].Text.Contains('.', StringComparison.Ordinal)) spec["group"].Invalid("should be a domain with at least one dot");
        spec["scope"].Choice("Cluster", "Namespaced");
        if (spec["preserveUnknownFields"].Node.AsBool())
            spec["preserveUnknownFields"].Invalid("cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead");
        Versions(spec["versions"]);
        VersionRules.Check(spec);
        spec["names"].RequiredTexts("plural", "singular", "kind", "listKind");
        ResourceNames(spec["names"]);
        Conversion(spec["conversion"]);
        Approval(definition);
        if (definition.IsUpdate) Update(definition);
    }

    private static void Update(Place definition)
    {
        var spec = definition["spec"];
        if (ApiApproval.IsEstablished(definition.Old))
        {
            spec["scope"].Immutable();
            spec["names"]["kind"].Immutable();
        }
        spec["group"].Immutable();
        spec["names"]["plural"].Immutable();
        StoredVersions(definition["status"]["storedVersions"], spec["versions"]);
    }

    private static void Versions(Place versions)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in versions.Items)
        {
            if (!names.Add(version["name"].Text)) versions.Invalid("must contain unique version names");
            if (Names.Dns1035Label(version["name"].Text) is { Length: > 0 } wrong) version["name"].Invalid(version["name"].Text, string.Join(',', wrong));
        }
        if (versions.Items.Count(v => v["storage"].Node.AsBool()) != 1) versions.Invalid("must have exactly one version marked as storage version");
    }

    private static void StoredVersions(Place stored, Place versions)
    {
        // What has just come has no status yet.
        if (!stored.Exists) return;
        if (stored.Count == 0)
        {
            stored.Invalid("must have at least one stored version");
            return;
        }
        var offered = versions.Items.ToDictionary(v => v["name"].Text, v => v["storage"].Node.AsBool(), StringComparer.Ordinal);
        foreach (var version in stored.Items.Where(s => !offered.ContainsKey(s.Text)))
        {
            version.Invalid($"missing from spec.versions; {version.Text} was previously a storage version, and must remain in spec.versions until a storage migration "
                + $"ensures no data remains persisted in {version.Text} and removes {version.Text} from status.storedVersions");
        }
        foreach (var (name, isStorage) in offered)
            if (isStorage && stored.Items.All(s => s.Text != name)) stored.Invalid($"must have the storage version {name}");
    }

    private static void Status(Place definition) => ResourceNames(definition["status"]["acceptedNames"]);

    private static void ResourceNames(Place names)
    {
        foreach (var field in (string[])["plural", "singular", "kind", "listKind"])
        {
            var place = names[field];
            var ofKind = field is "kind" or "listKind";
            if (place.Text.Length > 0 && Names.Dns1035Label(ofKind ? place.Text.ToLowerInvariant() : place.Text) is { Length: > 0 } wrong)
                place.Invalid((ofKind ? "may have mixed case, but should otherwise match: " : "") + string.Join(',', wrong));
        }
        foreach (var further in names["shortNames"].Items.Concat(names["categories"].Items))
            if (Names.Dns1035Label(further.Text) is { Length: > 0 } wrong) further.Invalid(string.Join(',', wrong));
        if (names["kind"].Text.Length > 0 && names["kind"].Text == names["listKind"].Text) names["listKind"].Invalid("kind and listKind may not be the same");
    }

    private static void Conversion(Place conversion)
    {
        if (!conversion.Exists) return;
        conversion["strategy"].Choice("None", "Webhook");
        // Upstream tells these two by the names they had in an older version.
        var client = conversion["webhook"]["clientConfig"] with { Path = conversion.Path + ".webhookClientConfig" };
        var versions = conversion["webhook"]["conversionReviewVersions"] with { Path = conversion.Path + ".conversionReviewVersions" };
        if (conversion["strategy"].Text == "Webhook")
        {
            if (!client.Exists) client.Required("required when strategy is set to Webhook");
            else WebhookRules.Client(client);
            ReviewVersions(versions);
            return;
        }
        const string Needless = "should not be set when strategy is not set to Webhook";
        if (client.Exists) client.Forbidden(Needless);
        if (versions.Count > 0) versions.Forbidden(Needless);
    }

    private static void ReviewVersions(Place versions)
    {
        if (versions.Count == 0) versions.Required();
        else WebhookRules.Versions(versions);
    }

    private static void Approval(Place definition)
    {
        var (state, message) = ApiApproval.Of(definition.Node);
        var annotation = definition["metadata"]["annotations"].Key(ApiApproval.Annotation);
        // An old definition keeps what it had.
        if (definition.IsUpdate && ApiApproval.Of(definition.Old).State is not (ApiApprovalState.Approved or ApiApprovalState.Bypassed)) return;
        if (state == ApiApprovalState.Missing) annotation.Required(message);
        else if (state == ApiApprovalState.Invalid) annotation.Invalid(message);
    }
}
