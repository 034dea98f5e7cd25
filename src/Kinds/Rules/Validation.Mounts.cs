namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void Mounts(Place container, HashSet<string> volumes)
    {
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in container["volumeMounts"].Items)
        {
            var name = mount["name"];
            if (name.Text.Length == 0) name.Required();
            else if (!volumes.Contains(name.Text)) name.NotFound();
            var path = mount["mountPath"];
            if (path.Text.Length == 0) path.Required();
            else if (!paths.Add(path.Text)) path.Invalid("must be unique");
            if (mount["subPath"].Text.Length > 0) Descending(mount["subPath"]);
            if (mount["subPathExpr"].Text.Length > 0)
            {
                if (mount["subPath"].Text.Length > 0) mount["subPathExpr"].Invalid("subPathExpr and subPath are mutually exclusive");
                Descending(mount["subPathExpr"]);
            }
            var propagation = mount["mountPropagation"];
            if (propagation.OneOf("Bidirectional", "HostToContainer", "None") && propagation.Text == "Bidirectional"
                && !container["securityContext"]["privileged"].Node.AsBool())
                propagation.Forbidden("Bidirectional mount propagation is available only to privileged containers");
        }
        foreach (var device in container["volumeDevices"].Items)
        {
            if (device["name"].Text.Length == 0) device["name"].Required();
            else if (!volumes.Contains(device["name"].Text)) device["name"].NotFound();
            if (device["devicePath"].Text.Length == 0) device["devicePath"].Required();
            else if (!paths.Add(device["devicePath"].Text)) device["devicePath"].Invalid("must be unique");
        }
    }

    /// <summary>A path that stays below where it starts.</summary>
    internal static void Descending(Place path)
    {
        if (path.Text.StartsWith('/')) path.Invalid("must be a relative path");
        NoBacksteps(path);
    }

    internal static void NoBacksteps(Place path)
    {
        if (path.Text.Split('/').Contains("..")) path.Invalid("must not contain '..'");
    }
}
