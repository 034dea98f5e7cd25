using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const string BadMode = "must be a number between 0 and 0777 (octal), both inclusive";

    /// <summary>Checks the volumes; the answer is what each name stands for.</summary>
    internal static IReadOnlyDictionary<string, string> Volumes(Place volumes)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in volumes.Items)
        {
            var kind = VolumeSource(volume);
            var name = volume["name"];
            var wrong = name.Text.Length == 0 ? [] : Names.Dns1123Label(name.Text);
            if (name.Text.Length == 0) name.Required();
            else if (wrong.Length > 0) name.InvalidEach(wrong);
            else if (!names.TryAdd(name.Text, kind)) name.Duplicate();
        }
        return names;
    }

    private static string VolumeSource(Place volume)
    {
        var type = KindCatalogue.BuiltIn.FindType("core.Volume")!;
        var present = type.Fields.Where(f => f.Name != "name" && volume[f.Name].Exists).ToList();
        if (present.Count == 0)
        {
            volume.Required("must specify a volume type");
            return "";
        }
        foreach (var more in present.Skip(1)) volume[more.Name].Forbidden("may not specify more than 1 volume type");
        var source = volume[present[0].Name];
        switch (present[0].Name)
        {
            case "emptyDir":
                if (Quantity.TryParse(source["sizeLimit"].Node.AsText(), out var limit) && limit.Sign < 0)
                    source["sizeLimit"].Forbidden("SizeLimit field must be a valid resource quantity");
                break;
            case "secret":
                source["secretName"].RequiredText();
                Files(source);
                break;
            case "configMap":
                source["name"].RequiredText();
                Files(source);
                break;
            case "downwardAPI":
                Mode(source["defaultMode"]);
                foreach (var file in source["items"].Items) DownwardFile(file);
                break;
            case "projected":
                Projections(source);
                break;
            case "image":
                source["reference"].RequiredText();
                source["pullPolicy"].OneOf("Always", "IfNotPresent", "Never");
                break;
            case "ephemeral":
                Ephemeral(source);
                break;
            default:
                VolumeSourceRules.Check(source, ofVolume: false);
                break;
        }
        return present[0].Name;
    }

    private static void Ephemeral(Place source)
    {
        var template = source["volumeClaimTemplate"];
        if (!template.Exists)
        {
            template.Required();
            return;
        }
        Annotations(template["metadata"]["annotations"]);
        Labels(template["metadata"]["labels"]);
        foreach (var member in template["metadata"].Node.Members)
            if (member.Name is not ("annotations" or "labels" or "creationTimestamp")) template["metadata"][member.Name].Forbidden("cannot be set");
        ClaimRules.Spec(template["spec"]);
    }

    internal static void Files(Place source)
    {
        Mode(source["defaultMode"]);
        foreach (var item in source["items"].Items)
        {
            if (item["key"].Text.Length == 0) item["key"].Required();
            RelativePath(item["path"]);
            Mode(item["mode"]);
        }
    }

    internal static void DownwardFile(Place file)
    {
        RelativePath(file["path"]);
        Mode(file["mode"]);
        if (file["fieldRef"].Exists)
        {
            FieldRef(file["fieldRef"], VolumeFields);
            if (file["resourceFieldRef"].Exists) file.Invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
        else if (file["resourceFieldRef"].Exists) ResourceFieldRef(file["resourceFieldRef"], needsContainer: true);
        else file.Required("one of fieldRef and resourceFieldRef is required");
    }

    internal static void Projections(Place projected)
    {
        Mode(projected["defaultMode"]);
        var paths = new HashSet<string>(StringComparer.Ordinal);
        var type = KindCatalogue.BuiltIn.FindType("core.VolumeProjection")!;
        foreach (var source in projected["sources"].Items)
        {
            var present = type.Fields.Where(f => source[f.Name].Exists).Select(f => f.Name).ToList();
            if (present.Count == 0) source.Required("must specify a projected volume source");
            foreach (var more in present.Skip(1)) source[more].Forbidden("may not specify more than 1 volume type per source");
            foreach (var name in present.Take(1))
            {
                var part = source[name];
                if (name is "secret" or "configMap") part["name"].RequiredText();
                if (name is "secret" or "configMap") Files(part);
                if (name == "downwardAPI") foreach (var file in part["items"].Items) DownwardFile(file);
                if (name == "serviceAccountToken") Token(part, projected["path"]);
                if (name == "clusterTrustBundle") TrustBundle(part with { Path = source.Path + ".clusterTrustBundlePEM" });
                var used = part["items"].Items.Select(i => i["path"]).Append(part["path"]);
                foreach (var path in used.Where(p => p.Text.Length > 0))
                    if (!paths.Add(path.Text)) projected.Invalid(path.Text, "conflicting duplicate paths");
            }
        }
    }

    private static void Token(Place token, Place path)
    {
        TokenLife(token["expirationSeconds"]);
        // Upstream reports the path as if it stood beside the sources.
        RelativePath(token["path"] with { Path = path.Path });
    }

    private static void TrustBundle(Place bundle)
    {
        var (name, signer) = (bundle["name"], bundle["signerName"]);
        if (name.Exists && signer.Exists) bundle.Invalid("only one of name and signerName may be used");
        else if (name.Exists)
        {
            if (name.Text.Length == 0) name.Required("must be a valid object name");
            if (bundle["labelSelector"].Exists) bundle["labelSelector"].Invalid("labelSelector must be unset if name is specified");
        }
        else if (signer.Exists)
        {
            if (signer.Text.Length == 0) signer.Required("must be a valid signer name");
            Selector(bundle["labelSelector"]);
        }
        else bundle.Required("either name or signerName must be specified");
        RelativePath(bundle["path"]);
    }

    internal static void RelativePath(Place path)
    {
        if (path.Text.Length == 0) path.Required();
        else if (path.Text.StartsWith('/')) path.Invalid("must be a relative path");
        else if (path.Text.Split('/').Contains("..")) path.Invalid("must not contain '..'");
        else if (path.Text.StartsWith("..", StringComparison.Ordinal)) path.Invalid("must not start with '..'");
    }

    internal static void Mode(Place mode)
    {
        if (mode.Exists && mode.Number is < 0 or > 511) mode.Invalid(BadMode);
    }
}
