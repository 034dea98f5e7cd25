using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string OnlyOneSource = "may not have more than one field specified at a time";
    private static readonly string[] EnvFields =
        ["metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"];
    private static readonly string[] VolumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];
    private static readonly string[] Units = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];
    private static readonly string[] FieldResources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    internal static void Environment(Place env)
    {
        foreach (var variable in env.Items)
        {
            variable["name"].RequiredText(Names.EnvName);
            if (variable["valueFrom"].Exists) EnvironmentSource(variable["valueFrom"], variable["value"].Text);
        }
    }

    internal static void EnvironmentSource(Place source, string value)
    {
        var count = ((string[])["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]).Count(n => source[n].Exists);
        if (source["fieldRef"].Exists) FieldRef(source["fieldRef"], EnvFields);
        if (source["resourceFieldRef"].Exists) ResourceFieldRef(source["resourceFieldRef"], needsContainer: false);
        foreach (var name in (string[])["configMapKeyRef", "secretKeyRef"])
        {
            if (!source[name].Exists) continue;
            source[name]["name"].InvalidEach(source[name]["name"].Text, Names.Dns1123Subdomain(source[name]["name"].Text));
            source[name]["key"].RequiredText(Names.ConfigKey);
        }
        if (source["fileKeyRef"].Exists)
        {
            source["fileKeyRef"].RequiredTexts("key", "volumeName");
            RelativePath(source["fileKeyRef"]["path"]);
        }
        if (count == 0) source.Invalid("", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        else if (value.Length > 0) source.Invalid("", "may not be specified when `value` is not empty");
        else if (count > 1) source.Invalid("", OnlyOneSource);
    }

    internal static void EnvironmentFrom(Place sources)
    {
        foreach (var source in sources.Items)
        {
            if (source["prefix"].Text.Length > 0) source["prefix"].InvalidEach(Names.EnvName(source["prefix"].Text));
            var present = ((string[])["configMapRef", "secretRef"]).Where(n => source[n].Exists).ToList();
            foreach (var name in present) source[name]["name"].RequiredText(Names.Dns1123Subdomain);
            // Upstream names the list, not the item.
            if (present.Count == 0) sources.Invalid("", "must specify one of: `configMapRef` or `secretRef`");
            else if (present.Count > 1) sources.Invalid("", OnlyOneSource);
        }
    }

    internal static void FieldRef(Place field, string[] supported)
    {
        var path = field["fieldPath"];
        if (path.Text.Length == 0)
        {
            path.Required();
            return;
        }
        var bracket = path.Text.IndexOf("['", StringComparison.Ordinal);
        if (bracket > 0 && path.Text.EndsWith("']", StringComparison.Ordinal))
        {
            var key = path.Text[(bracket + 2)..^2];
            switch (path.Text[..bracket])
            {
                case "metadata.annotations":
                    path.InvalidEach(key, Names.LabelKey(key.ToLowerInvariant()));
                    return;
                case "metadata.labels":
                    path.InvalidEach(key, Names.LabelKey(key));
                    return;
                default:
                    path.Invalid($"error converting fieldPath: field label does not support subscript");
                    return;
            }
        }
        if (!EnvFields.Contains(path.Text) && !VolumeFields.Contains(path.Text)) path.Invalid($"error converting fieldPath: field label not supported: {path.Text}");
        else path.OneOf(supported);
    }

    internal static void ResourceFieldRef(Place field, bool needsContainer)
    {
        if (needsContainer && field["containerName"].Text.Length == 0) field["containerName"].Required();
        var resource = field["resource"];
        if (resource.Text.Length == 0) resource.Required();
        else if (!resource.Text.StartsWith("limits.hugepages-", StringComparison.Ordinal) && !resource.Text.StartsWith("requests.hugepages-", StringComparison.Ordinal))
            resource.OneOf(FieldResources);
        Divisor(field["divisor"], resource.Text);
    }

    private static void Divisor(Place divisor, string resource)
    {
        if (!Quantity.TryParse(divisor.Node.AsText(), out var unit) || unit.Sign == 0) return;
        var what = resource[(resource.IndexOf('.', StringComparison.Ordinal) + 1)..];
        if (what == "cpu")
        {
            if (unit.ToString() is not ("1" or "1m")) divisor.Invalid(resource, "only divisor's values 1m and 1 are supported with the cpu resource");
        }
        else if (!Units.Contains(unit.ToString()))
        {
            var named = what switch { "memory" => "memory", "ephemeral-storage" => "local ephemeral storage", _ => "hugepages" };
            divisor.Invalid(resource, $"only divisor's values {string.Join(", ", Units)} are supported with the {named} resource");
        }
    }
}
