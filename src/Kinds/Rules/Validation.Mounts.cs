using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void Mounts(Place container, IReadOnlyDictionary<string, string> volumes)
    {
        var (mounts, devices) = (container["volumeMounts"], container["volumeDevices"]);
        var (mounted, mountPaths) = (Texts(mounts, "name"), Texts(mounts, "mountPath"));
        var (attached, devicePaths) = (Texts(devices, "name"), Texts(devices, "devicePath"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mount in mounts.Items)
        {
            var (name, path) = (mount["name"], mount["mountPath"]);
            if (name.Text.Length == 0) name.Required();
            if (!volumes.ContainsKey(name.Text)) name.Add(FieldErrors.NotFound(name.Path, name.Text));
            if (path.Text.Length == 0) path.Required();
            if (!seen.Add(path.Text)) path.Invalid("must be unique");
            if (attached.Contains(name.Text)) name.Invalid("must not already exist in volumeDevices");
            if (devicePaths.Contains(path.Text)) path.Invalid("must not already exist as a path in volumeDevices");
            MountOptions(mount, mounts, container["securityContext"]["privileged"].Node.AsBool());
        }
        var (names, paths) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var device in devices.Items)
        {
            var (name, path) = (device["name"], device["devicePath"]);
            var kind = volumes.GetValueOrDefault(name.Text);
            if (name.Text.Length == 0) name.Required();
            if (name.Text.Length > 0 && !names.Add(name.Text)) name.Invalid("must be unique");
            if (kind is null) name.Add(FieldErrors.NotFound(name.Path, name.Text));
            else if (kind is not ("persistentVolumeClaim" or "ephemeral")) name.Invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            if (path.Text.Length == 0) path.Required();
            if (path.Text.Split('/').Contains("..")) path.Invalid("can not contain backsteps ('..')");
            else if (!paths.Add(path.Text)) path.Invalid("must be unique");
            if (mounted.Contains(name.Text)) name.Invalid("must not already exist in volumeMounts");
            if (mountPaths.Contains(path.Text)) path.Invalid("must not already exist as a path in volumeMounts");
        }
    }

    private static HashSet<string> Texts(Place list, string field) => list.Items.Select(i => i[field].Text).Where(t => t.Length > 0).ToHashSet(StringComparer.Ordinal);

    // Upstream names the list in these, not the item.
    private static void MountOptions(Place mount, Place mounts, bool privileged)
    {
        if (mount["subPath"].Text.Length > 0) Descending(mount["subPath"] with { Path = mounts["subPath"].Path });
        if (mount["subPathExpr"].Text.Length > 0)
        {
            if (mount["subPath"].Text.Length > 0) mount["subPathExpr"].Invalid("subPathExpr and subPath are mutually exclusive");
            Descending(mount["subPathExpr"] with { Path = mounts["subPathExpr"].Path });
        }
        var propagation = mount["mountPropagation"] with { Path = mounts["mountPropagation"].Path };
        propagation.OneOf("Bidirectional", "HostToContainer", "None");
        if (propagation.Text == "Bidirectional" && !privileged) propagation.Forbidden("Bidirectional mount propagation is available only to privileged containers");
        var readOnly = mount["recursiveReadOnly"] with { Path = mounts["recursiveReadOnly"].Path };
        if (readOnly.OneOf("Disabled", "Enabled", "IfPossible") && readOnly.Text is "Enabled" or "IfPossible")
        {
            if (!mount["readOnly"].Node.AsBool()) readOnly.Forbidden("may only be specified when readOnly is true");
            if (propagation.Text is not ("" or "None")) readOnly.Forbidden("may only be specified when mountPropagation is None or not specified");
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
