using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const int LongestSetting = 253;
    private const int LongestProfile = 4095;
    private const string SettingForm = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
    private const string WithoutHostUsers = "when `pod.Spec.HostUsers` is false";

    internal static void PodSecurity(Place spec)
    {
        var security = spec["securityContext"];
        Ids(security, "fsGroup", "runAsUser", "runAsGroup");
        foreach (var group in security["supplementalGroups"].Items) group.InRange(0, int.MaxValue);
        if (spec["shareProcessNamespace"].Node.AsBool() && spec["hostPID"].Node.AsBool())
            security.Add(FieldErrors.InvalidRaw(security["shareProcessNamespace"].Path, "true", "ShareProcessNamespace and HostPID cannot both be enabled"));
        Settings(security["sysctls"], spec);
        security["fsGroupChangePolicy"].OneOf("Always", "OnRootMismatch");
        Seccomp(security["seccompProfile"]);
        WindowsOptions(security["windowsOptions"]);
        AppArmor(security["appArmorProfile"]);
        security["supplementalGroupsPolicy"].OneOf("Merge", "Strict");
        security["seLinuxChangePolicy"].OneOf("MountOption", "Recursive");
    }

    /// <summary>Users of its own do not go with other parts of the host.</summary>
    private static void HostUsers(Place spec)
    {
        if (spec["hostUsers"].Node.AsBoolOrNull() is not false) return;
        if (spec["hostNetwork"].Node.AsBool()) spec["hostNetwork"].Forbidden(WithoutHostUsers);
        if (spec["hostPID"].Node.AsBool()) (spec["hostPID"] with { Path = spec.Path + ".HostPID" }).Forbidden(WithoutHostUsers);
        if (spec["hostIPC"].Node.AsBool()) (spec["hostIPC"] with { Path = spec.Path + ".HostIPC" }).Forbidden(WithoutHostUsers);
        foreach (var container in AllContainers(spec))
            if (container["volumeDevices"].Count > 0) container["volumeDevices"].Forbidden(WithoutHostUsers);
    }

    private static void Settings(Place settings, Place spec)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var setting in settings.Items)
        {
            var name = setting["name"];
            if (name.Text.Length == 0) name.Required();
            else if (name.Text.Length > LongestSetting || !SettingName().IsMatch(name.Text)) name.Invalid($"must have at most {LongestSetting} characters and match regex {SettingForm}");
            else if (!names.Add(name.Text)) name.Duplicate();
            var dotted = name.Text.Replace('/', '.');
            if (Kept(name)) continue;
            if (spec["hostNetwork"].Node.AsBool() && dotted.StartsWith("net.", StringComparison.Ordinal)) name.Invalid("may not be specified when 'hostNetwork' is true");
            else if (spec["hostIPC"].Node.AsBool() && (dotted.StartsWith("kernel.shm", StringComparison.Ordinal) || dotted.StartsWith("kernel.msg", StringComparison.Ordinal)
                || dotted == "kernel.sem" || dotted.StartsWith("fs.mqueue.", StringComparison.Ordinal)))
                name.Invalid("may not be specified when 'hostIPC' is true");
        }
    }

    internal static void ContainerSecurity(Place security, bool hostUsers)
    {
        if (!security.Exists) return;
        Ids(security, "runAsUser", "runAsGroup");
        var mount = security["procMount"];
        mount.OneOf("Default", "Unmasked");
        if (hostUsers && mount.Text == "Unmasked") mount.Invalid("`hostUsers` must be false to use `Unmasked`");
        Seccomp(security["seccompProfile"]);
        if (security["allowPrivilegeEscalation"].Node.AsBoolOrNull() is false)
        {
            if (security["privileged"].Node.AsBool()) security.Invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            if (security["capabilities"]["add"].Items.Any(c => c.Text == "CAP_SYS_ADMIN"))
                security.Invalid("cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
        }
        WindowsOptions(security["windowsOptions"]);
        AppArmor(security["appArmorProfile"]);
    }

    private static void Ids(Place security, params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
            if (security[field].Exists) security[field].InRange(0, int.MaxValue);
    }

    private static void Seccomp(Place profile)
    {
        if (!profile.Exists) return;
        var (type, local) = (profile["type"], profile["localhostProfile"]);
        if (type.Text.Length == 0) type.Required("type is required when seccompProfile is set");
        else type.OneOf("Localhost", "RuntimeDefault", "Unconfined");
        if (type.Text != "Localhost")
        {
            // Upstream shows the whole profile.
            if (local.Exists) (profile with { Path = local.Path }).Invalid("can only be set when seccomp type is Localhost");
        }
        else if (!local.Exists) local.Required("must be set when seccomp type is Localhost");
        else Descending(local);
    }

    private static void AppArmor(Place profile)
    {
        if (!profile.Exists) return;
        var (type, local) = (profile["type"], profile["localhostProfile"]);
        switch (type.Text)
        {
            case "Localhost":
                if (local.Text.Length == 0) local.Required("must be set when AppArmor type is Localhost");
                else if (local.Text.Trim() != local.Text) local.Invalid("must not be padded with whitespace");
                local.AtMostBytes(LongestProfile);
                break;
            case "RuntimeDefault" or "Unconfined":
                if (local.Exists) local.Invalid("can only be set when AppArmor type is Localhost");
                break;
            case "":
                type.Required("type is required when appArmorProfile is set");
                break;
            default:
                type.NotSupported("Localhost", "RuntimeDefault", "Unconfined");
                break;
        }
    }

    [GeneratedRegex(SettingForm, RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SettingName();
}
