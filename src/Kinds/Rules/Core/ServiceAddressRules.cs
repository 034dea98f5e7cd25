using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of a Service's own addresses, of one family or of both.</summary>
internal static class ServiceAddressRules
{
    public static void Addresses(Place spec)
    {
        var (first, all, families) = (spec["clusterIP"].Text, spec["clusterIPs"], spec["ipFamilies"]);
        // The list is filled from the single address later, so a missing list is no mistake here.
        if (first.Length > 0 && all.Count > 0 && all.Node[0].AsString() != first) all.Invalid("first value must match `clusterIP`");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var family in families.Items)
        {
            family.OneOf("IPv4", "IPv6");
            if (!seen.Add(family.Text)) family.Duplicate();
        }
        spec["ipFamilyPolicy"].OneOf("PreferDualStack", "RequireDualStack", "SingleStack");
        if (all.Count == 0 && first is not ("" or "None"))
            foreach (var wrong in Names.Ip(first)) all.Add(FieldErrors.Invalid(all.Path + "[0]", first, wrong));
        if (!AreAddresses(all)) return;
        if (all.Count > 2) all.Invalid("may only hold up to 2 values");
        else if (all.Count == 2 && IsSix(all.Node[0].AsString()) == IsSix(all.Node[1].AsString())) all.Invalid("may specify no more than one IP for each IP family");
        if (all.Node[0].AsString() != "None") InTheirFamilies(all, families);
    }

    private static bool AreAddresses(Place all)
    {
        var before = all.Found.Count;
        var position = 0;
        foreach (var address in all.Items)
        {
            if (position++ > 0 || address.Text is not ("None" or "")) address.InvalidEach(Names.Ip(address.Text));
            else if (address.Text == "None" && all.Count > 1) all.Invalid("'None' must be the first and only value");
        }
        return all.Found.Count == before;
    }

    private static void InTheirFamilies(Place all, Place families)
    {
        foreach (var (address, position) in all.Items.Select((a, i) => (a, i)))
        {
            var family = families.Node[position].AsString();
            if (family is "IPv4" or "IPv6" && IsSix(address.Text) != (family == "IPv6")) address.Invalid($"expected an {family} value as indicated by `ipFamilies[{position}]`");
        }
    }

    public static bool IsSix(string address) => address.Contains(':', StringComparison.Ordinal);
}
