using System.Buffers;
using System.Text.RegularExpressions;

namespace Timonier.Kinds;

/// <summary>What depends on the operating system that a pod is for.</summary>
public static partial class Validation
{
    private const string NotOnWindows = "cannot be set for a windows pod";
    private const string NotOnLinux = "windows options cannot be set for a linux pod";
    private static readonly SearchValues<char> BarredFromUsers = SearchValues.Create("\"/\\:;|=,+*?<>@[]");
    private const int LongestDomain = 256;
    private const int LongestUser = 104;
    private const int LargestCredential = 64 * 1024;

    internal static IEnumerable<Place> AllContainers(Place spec) => spec["initContainers"].Items.Concat(spec["containers"].Items).Concat(spec["ephemeralContainers"].Items);

    private static void OperatingSystem(Place spec)
    {
        if (!spec["os"].Exists) return;
        var name = spec["os"]["name"];
        switch (name.Text)
        {
            case "":
                name.Required("cannot be empty");
                break;
            case "linux":
                foreach (var security in AllContainers(spec).Select(c => c["securityContext"]).Prepend(spec["securityContext"]))
                    if (security["windowsOptions"].Exists) security["windowsOptions"].Forbidden(NotOnLinux);
                break;
            case "windows":
                OnWindows(spec);
                break;
            default:
                (name with { Path = spec["os"].Path }).NotSupported("linux", "windows");
                break;
        }
    }

    private static void OnWindows(Place spec)
    {
        var security = spec["securityContext"];
        var present = security.Present("appArmorProfile", "seLinuxOptions")
            .Concat(spec.Present("hostUsers").Concat(spec.Present("hostPID", "hostIPC").Where(f => f.Node.AsBool())))
            .Concat(security.Present("seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"))
            .Concat(spec.Present("shareProcessNamespace"))
            .Concat(security.Present("runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy", "seLinuxChangePolicy"));
        foreach (var field in present) field.Forbidden(NotOnWindows);
        if (spec["resources"].Exists) spec["resources"].Forbidden(NotOnWindows);
        foreach (var container in AllContainers(spec))
            foreach (var field in container["securityContext"].Present("appArmorProfile", "seLinuxOptions", "seccompProfile", "capabilities", "readOnlyRootFilesystem",
                "privileged", "allowPrivilegeEscalation", "procMount", "runAsUser", "runAsGroup"))
                field.Forbidden(NotOnWindows);
    }

    /// <summary>Either all containers of a pod are processes of the Windows host or none is.</summary>
    private static void HostProcess(Place spec)
    {
        var ofPod = spec["securityContext"]["windowsOptions"]["hostProcess"].Node.AsBoolOrNull();
        var (all, onHost) = (0, 0);
        foreach (var container in AllContainers(spec))
        {
            all++;
            var place = container["securityContext"]["windowsOptions"]["hostProcess"];
            var own = place.Node.AsBoolOrNull();
            if (ofPod is { } pod && own is { } mine && pod != mine) place.Invalid($"pod hostProcess value must be identical if both are specified, was {(pod ? "true" : "false")}");
            if (own ?? ofPod ?? false) onHost++;
        }
        if (onHost == 0) return;
        if (onHost != all) spec.Invalid("", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        if (!spec["hostNetwork"].Node.AsBool()) spec.Add(Kernel.FieldErrors.InvalidRaw(spec["hostNetwork"].Path, "false", "hostNetwork must be true if pod contains any hostProcess containers"));
    }

    private static void WindowsOptions(Place options)
    {
        if (options["gmsaCredentialSpecName"].Exists) options["gmsaCredentialSpecName"].InvalidEach(Kernel.Names.Dns1123Subdomain(options["gmsaCredentialSpecName"].Text));
        var credential = options["gmsaCredentialSpec"];
        if (credential.Exists && credential.Text.Length == 0) credential.Invalid("gmsaCredentialSpec cannot be an empty string");
        else if (credential.Text.Length > LargestCredential) credential.Invalid($"gmsaCredentialSpec size must be under {LargestCredential / 1024} KiB");
        if (options["runAsUserName"].Exists) WindowsUser(options["runAsUserName"]);
    }

    private static void WindowsUser(Place name)
    {
        var parts = name.Text.Split('\\');
        if (name.Text.Length == 0) name.Invalid("runAsUserName cannot be an empty string");
        else if (name.Text.Any(char.IsControl)) name.Invalid("runAsUserName cannot contain control characters");
        else if (parts.Length > 2) name.Invalid("runAsUserName cannot contain more than one backslash");
        else
        {
            var (domain, user) = (parts.Length == 2 ? parts[0] : "", parts[^1]);
            if (domain.Length >= LongestDomain) name.Invalid($"runAsUserName's Domain length must be under {LongestDomain} characters");
            if (parts.Length == 2 && !NetBiosName().IsMatch(domain) && !DomainName().IsMatch(domain)) name.Invalid("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
            if (user.Length == 0) name.Invalid("runAsUserName's User cannot be empty");
            else if (user.Length > LongestUser) name.Invalid($"runAsUserName's User length must not be longer than {LongestUser} characters");
            if (user.Length > 0 && user.All(c => c is '.' or ' ')) name.Invalid("runAsUserName's User cannot contain only periods or spaces");
            if (user.AsSpan().ContainsAny(BarredFromUsers)) name.Invalid("runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]");
        }
    }

    [GeneratedRegex("^[^\\\\/:*?\"<>|.][^\\\\/:*?\"<>|]{0,14}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NetBiosName();

    [GeneratedRegex("^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DomainName();
}
