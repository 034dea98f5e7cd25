using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What a pod asks for as a whole, and the devices it claims.</summary>
public static partial class Validation
{
    private static void ResourceClaims(Place claims)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims.Items)
        {
            var name = claim["name"];
            if (name.Text.Length == 0) name.Required();
            else if (!names.Add(name.Text)) name.Duplicate();
            else name.InvalidEach(Names.Dns1123Label(name.Text));
            var present = claim.Present("resourceClaimName", "resourceClaimTemplateName");
            if (present.Count > 1) claim.Invalid("at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            if (present.Count == 0) claim.Invalid("must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
            foreach (var source in present) source.InvalidEach(Names.Dns1123Subdomain(source.Text));
        }
    }

    /// <summary>The claims that a container uses are among its pod's.</summary>
    private static void ClaimsOf(Place claims, Place ofPod)
    {
        var known = ofPod.Items.Select(c => c["name"].Text).Where(n => n.Length > 0).Order(StringComparer.Ordinal).ToList();
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var claim in claims.Items)
        {
            var (name, request) = (claim["name"].Text, claim["request"].Text);
            if (name.Length == 0)
            {
                claim.Required();
                continue;
            }
            NameIn(claim["request"], Names.Dns1123Label);
            var key = request.Length == 0 ? name : $"{name}/{request}";
            var covered = used.Contains(name) || request.Length == 0 && used.Any(u => u.StartsWith(name + "/", StringComparison.Ordinal));
            if (covered || !used.Add(key)) claim.Add(FieldErrors.Duplicate(claim.Path, covered ? name : key));
            if (known.Contains(name)) continue;
            var unknown = FieldErrors.NotFound(claim.Path, name);
            claim.Add(unknown with { Message = $"{unknown.Message}: must be one of the names in pod.spec.resourceClaims{(known.Count == 0 ? " which is empty" : ": " + string.Join(", ", known))}" });
        }
    }

    private static void PodResources(Place spec)
    {
        var resources = spec["resources"];
        if (!resources.Exists) return;
        if (resources["claims"].Exists) resources["claims"].Forbidden("claims cannot be set for Resources at pod-level");
        foreach (var (name, amount) in resources["limits"].Entries.Concat(resources["requests"].Entries))
        {
            var found = amount.Found.Count;
            AnyResourceName(amount, name);
            if (amount.Found.Count == found && name is not ("cpu" or "memory") && !IsHugePages(name)) amount.Add(FieldErrors.NotSupported(amount.Path, name, "cpu", "memory"));
        }
        Limits(resources);
        foreach (var (name, total) in Asked(spec))
        {
            var whole = Quantity.TryParse(resources["requests"].Node[name].AsText(), out var asked) ? asked : Quantity.Zero;
            if (total > whole) resources.Add(FieldErrors.Invalid($"{resources.Path}.requests[{name}]", whole.ToString(), $"must be greater than or equal to aggregate container requests of {total}"));
        }
    }

    /// <summary>What the containers that run at the same time ask for together.</summary>
    private static Dictionary<string, Quantity> Asked(Place spec)
    {
        var totals = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in spec["containers"].Items.Concat(spec["initContainers"].Items.Where(c => c["restartPolicy"].Text == "Always")))
            foreach (var (name, amount) in container["resources"]["requests"].Entries)
                if (Quantity.TryParse(amount.Node.AsText(), out var quantity)) totals[name] = totals.GetValueOrDefault(name, Quantity.Zero) + quantity;
        return totals;
    }
}
