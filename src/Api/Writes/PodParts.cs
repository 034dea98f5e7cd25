using Timonier.Documents;

namespace Timonier.Api.Writes;

/// <summary>Subresources that change one part of a pod: everything else in their bodies is passed over.</summary>
internal static class PodParts
{
    /// <summary>Makes the body the old object again, except for what <paramref name="take"/> moves from the wanted spec into the kept one.</summary>
    public static void KeepAllBut(DraftObject body, DraftObject before, Action<DraftObject, DraftObject> take)
    {
        var wanted = body.Object("spec");
        var kept = before.CloneObject();
        take(wanted, kept.Object("spec"));
        kept.Object("metadata")["managedFields"] = body.Object("metadata")["managedFields"];
        foreach (var name in body.Names.ToList()) body.Remove(name);
        foreach (var (name, value) in kept) body[name] = value;
    }

    public static void TakeEphemeralContainers(DraftObject wanted, DraftObject kept) => kept["ephemeralContainers"] = wanted["ephemeralContainers"];

    // Containers that are not the same ones stay as they were sent, and validation refuses them.
    public static void TakeResources(DraftObject wanted, DraftObject kept)
    {
        foreach (var list in (string[])["containers", "initContainers"])
        {
            var (now, old) = (wanted[list] as DraftArray ?? [], kept[list] as DraftArray ?? []);
            if (!now.Select(Name).SequenceEqual(old.Select(Name), StringComparer.Ordinal))
            {
                kept[list] = wanted[list];
                continue;
            }
            foreach (var (one, other) in now.OfType<DraftObject>().Zip(old.OfType<DraftObject>()))
                (other["resources"], other["resizePolicy"]) = (one["resources"], one["resizePolicy"]);
        }
    }

    private static string Name(Draft container) => (container as DraftObject)?.String("name") ?? "";
}
