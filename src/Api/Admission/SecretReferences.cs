using Timonier.Documents;

namespace Timonier.Api.Admission;

/// <summary>Which secrets a pod leads to: a service account may allow only those that it names, and a mirror pod leads to none.</summary>
internal static class SecretReferences
{
    private static readonly (string List, string Word)[] Containers = [("initContainers", "init container"), ("containers", "container"), ("ephemeralContainers", "ephemeral container")];
    private const string Enforced = "kubernetes.io/enforce-mountable-secrets";

    public static bool AreLimited(Document account) => account.Metadata["annotations"u8][Enforced].AsString() is "true" or "True" or "TRUE" or "t" or "T" or "1";

    /// <summary>Why a mirror pod is refused; null when it leads nowhere.</summary>
    public static string? OfMirror(DraftObject spec)
    {
        if (spec.String("serviceAccountName").Length > 0) return "a mirror pod may not reference service accounts";
        var pulls = Items(spec, "imagePullSecrets").Any();
        return pulls || Volumes(spec).Any() || Containers.SelectMany(kind => Items(spec, kind.List)).Any(container => FromEnvironment(container).Any())
            ? "a mirror pod may not reference secrets"
            : null;
    }

    /// <summary>Why not, for an account that limits its pods; null when it names each secret.</summary>
    /// <param name="spec">The pod's.</param>
    /// <param name="account">The pod's service account.</param>
    /// <param name="onlyAdded">Look at the ephemeral containers alone: all else was looked at when the pod was made.</param>
    public static string? Refusal(DraftObject spec, Document account, bool onlyAdded)
    {
        var (mountable, pullable) = (NamesIn(account, "secrets"), NamesIn(account, "imagePullSecrets"));
        var behind = $"is not allowed because service account {account.Name} does not reference that";
        if (!onlyAdded)
            foreach (var name in Volumes(spec))
                if (!mountable.Contains(name)) return $"volume with secret.secretName=\"{name}\" {behind} secret";
        foreach (var (list, word) in Containers.Where(kind => kind.List == "ephemeralContainers" == onlyAdded))
            foreach (var container in Items(spec, list))
                foreach (var (name, place) in FromEnvironment(container))
                    if (!mountable.Contains(name)) return $"{word} {container.String("name")} {place} referencing secret.secretName=\"{name}\" {behind} secret";
        if (onlyAdded) return null;
        foreach (var (at, secret) in Items(spec, "imagePullSecrets").Index())
            if (!pullable.Contains(secret.String("name"))) return $"imagePullSecrets[{at}].name=\"{secret.String("name")}\" {behind} imagePullSecret";
        return null;
    }

    private static IEnumerable<string> Volumes(DraftObject spec) =>
        Items(spec, "volumes").Select(v => v["secret"]).OfType<DraftObject>().Select(s => s.String("secretName"));

    private static IEnumerable<(string Name, string Place)> FromEnvironment(DraftObject container)
    {
        foreach (var variable in Items(container, "env"))
            if ((variable["valueFrom"] as DraftObject)?["secretKeyRef"] is DraftObject key) yield return (key.String("name"), $"with envVar {variable.String("name")}");
        foreach (var source in Items(container, "envFrom"))
            if (source["secretRef"] is DraftObject all) yield return (all.String("name"), "with envFrom");
    }

    private static IEnumerable<DraftObject> Items(DraftObject place, string name) => (place[name] as DraftArray ?? []).OfType<DraftObject>();

    private static HashSet<string> NamesIn(Document account, string list)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reference in account.Root[list].Items) names.Add(reference["name"u8].AsString());
        return names;
    }
}
