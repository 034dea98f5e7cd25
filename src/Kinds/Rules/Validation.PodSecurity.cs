using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    internal static void PodSecurity(Place spec)
    {
        var security = spec["securityContext"];
        if (spec["shareProcessNamespace"].Node.AsBool() && spec["hostPID"].Node.AsBool())
            security.Add(FieldErrors.InvalidRaw(security["shareProcessNamespace"].Path, "true", "ShareProcessNamespace and HostPID cannot both be enabled"));
        Ids(security, "fsGroup", "runAsUser", "runAsGroup");
        foreach (var group in security["supplementalGroups"].Items) group.InRange(0, int.MaxValue);
        security["fsGroupChangePolicy"].OneOf("Always", "OnRootMismatch");
        security["supplementalGroupsPolicy"].OneOf("Merge", "Strict");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in security["sysctls"].Items)
        {
            if (setting["name"].Text.Length == 0) setting["name"].Required();
            else if (!names.Add(setting["name"].Text.Replace('/', '.'))) setting["name"].Duplicate();
        }
        Profile(security["seccompProfile"], "seccomp");
        Profile(security["appArmorProfile"], "AppArmor");
    }

    internal static void ContainerSecurity(Place security)
    {
        if (!security.Exists) return;
        Ids(security, "runAsUser", "runAsGroup");
        security["procMount"].OneOf("Default", "Unmasked");
        Profile(security["seccompProfile"], "seccomp");
        Profile(security["appArmorProfile"], "AppArmor");
        if (security["allowPrivilegeEscalation"].Node.AsBoolOrNull() is not false) return;
        if (security["privileged"].Node.AsBool()) security.Invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        if (security["capabilities"]["add"].Items.Any(c => c.Text == "CAP_SYS_ADMIN"))
            security.Invalid("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
    }

    internal static void Ids(Place security, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            if (security[field].Exists) security[field].InRange(0, int.MaxValue);
    }

    internal static void Profile(Place profile, string what)
    {
        if (!profile.Exists) return;
        var type = profile["type"];
        var local = profile["localhostProfile"];
        if (type.Text.Length == 0) type.Required(what == "seccomp" ? "type is required when seccompProfile is set" : "type is required when appArmorProfile is set");
        else type.OneOf("Localhost", "RuntimeDefault", "Unconfined");
        if (type.Text == "Localhost")
        {
            if (local.Text.Length == 0) local.Required($"must be set when {what} type is Localhost");
            else if (what == "seccomp") Descending(local);
        }
        else if (local.Exists) local.Invalid($"can only be set when {what} type is Localhost");
    }
}
