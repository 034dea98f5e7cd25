using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>What an update of a Service may change: a second family may come and go, the first address stays.</summary>
internal static class ServiceUpdateRules
{
    private const string Fixed = "may not change once set";

    public static void Update(Place spec)
    {
        var old = spec.Old;
        var external = old["type"u8].TextEquals("ExternalName"u8) || spec["type"].Text == "ExternalName";
        if (!external) Addresses(spec);
        var balancers = old["type"u8].TextEquals("LoadBalancer"u8) && spec["type"].Text == "LoadBalancer";
        if (balancers) spec["loadBalancerClass"].Immutable(Fixed);
        var health = spec["healthCheckNodePort"];
        if (balancers && health.Number != 0 && health.Old.AsInt64() != 0 && health.Changed) health.Forbidden(FieldErrors.Immutable);
    }

    private static void Addresses(Place spec)
    {
        var (before, now) = (All(spec.Old), All(spec.Node));
        // An update that says nothing keeps what was there.
        if (before.Count == 0 || now.Count == 0 || before[0] == "None" && now[0] == "None") return;
        if (before[0] != now[0]) Tell(0);
        else if (before.Count == 2 && now.Count == 2 && before[1] != now[1]) Tell(1);
        if (before.Count == 2 && spec["clusterIPs"].Count == 1 && spec["ipFamilyPolicy"].Text != "SingleStack")
            spec["ipFamilyPolicy"].Invalid("must be set to 'SingleStack' when releasing the secondary clusterIP");
        var families = spec["ipFamilies"];
        if (families.Count > 0 && families.Old.Count > 0 && families.Node[0].AsString() != families.Old[0].AsString() && before[0] != "None" && now[0] != "None")
            (families with { Path = families.Path + "[0]" }).Invalid(Fixed);

        void Tell(int position) => spec.Add(FieldErrors.InvalidRaw($"{spec.Path}.clusterIPs[{position}]", $"[{string.Join(',', now.Select(GoText.Quote))}]", Fixed));
    }

    private static List<string> All(Node spec)
    {
        var all = new List<string>();
        foreach (var address in spec["clusterIPs"u8].Items) all.Add(address.AsString());
        if (all.Count == 0 && spec["clusterIP"u8].AsString() is { Length: > 0 } only) all.Add(only);
        return all;
    }
}
