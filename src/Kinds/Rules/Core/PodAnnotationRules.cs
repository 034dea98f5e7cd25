using System.Globalization;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Annotations that mean something for a pod: its cost, whose mirror it is, and profiles from before they were fields.</summary>
internal static class PodAnnotationRules
{
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";
    private const string Mirror = "kubernetes.io/config.mirror";
    private const string AppArmor = "container.apparmor.security.beta.kubernetes.io/";
    private const string Seccomp = "container.seccomp.security.alpha.kubernetes.io/";
    private const string SeccompOfPod = "seccomp.security.alpha.kubernetes.io/pod";
    private const string Local = "localhost/";

    public static void Annotations(Place annotations, Place spec)
    {
        var (mirror, cost) = (annotations.Key(Mirror), annotations.Key(DeletionCost));
        if (mirror.Exists && spec["nodeName"].Text.Length == 0) mirror.Invalid("must set spec.nodeName if mirror pod annotation is set");
        // A cost that was wrong before costs nobody an update.
        if (cost.Exists && !IsCost(cost.Text) && (cost.Old.IsNullOrMissing || IsCost(cost.Old.AsString()))) cost.Invalid("must be a 32bit integer");
        var containers = AllContainers(spec).Select(c => c["name"].Text).ToHashSet(StringComparer.Ordinal);
        foreach (var (key, value) in annotations.Entries)
        {
            if (key == SeccompOfPod || key.StartsWith(Seccomp, StringComparison.Ordinal)) SeccompProfile(value with { Path = $"{annotations.Path}.{key}" });
            if (!key.StartsWith(AppArmor, StringComparison.Ordinal)) continue;
            var container = key[AppArmor.Length..];
            if (!containers.Contains(container)) value.Invalid(container, "container not found");
            if (value.Text is not ("" or "runtime/default" or "unconfined") && !value.Text.StartsWith(Local, StringComparison.Ordinal))
                value.Invalid($"invalid AppArmor profile name: {Kernel.GoText.Quote(value.Text)}");
        }
    }

    /// <summary>What an update may not touch.</summary>
    public static void Update(Place annotations)
    {
        foreach (var member in annotations.Old.Members)
        {
            var now = annotations.Key(member.Name);
            if (now.Exists && now.Text == member.Value.AsString()) continue;
            if (member.Name.StartsWith(AppArmor, StringComparison.Ordinal)) now.Forbidden("may not remove or update AppArmor annotations");
            if (member.Name == Mirror) now.Forbidden("may not remove or update mirror pod annotation");
        }
        foreach (var (key, value) in annotations.Entries)
        {
            if (annotations.Old[key].Exists) continue;
            if (key.StartsWith(AppArmor, StringComparison.Ordinal)) value.Forbidden("may not add AppArmor annotations");
            if (key == Mirror) value.Forbidden("may not add mirror pod annotation");
        }
    }

    private static bool IsCost(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var cost) && text[0] != '+' && cost.ToString(CultureInfo.InvariantCulture) == text;

    private static void SeccompProfile(Place profile)
    {
        if (profile.Text is "runtime/default" or "docker/default" or "unconfined") return;
        if (!profile.Text.StartsWith(Local, StringComparison.Ordinal)) profile.Invalid("must be a valid seccomp profile");
        else if (profile.Text[Local.Length..].StartsWith('/')) profile.Invalid(profile.Text[Local.Length..], "must be a relative path");
        else if (profile.Text.Split('/').Contains("..")) profile.Invalid(profile.Text[Local.Length..], "must not contain '..'");
    }
}
