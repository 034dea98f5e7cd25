using Timonier.Kernel;

namespace Timonier.Documents;

/// <summary>
/// Who owns fields: a name, how it writes and through which subresource. An updater is another one in each
/// version; an applier is the same in all, hence without <see cref="ApiVersion"/>.
/// </summary>
public readonly record struct ManagerId(string Name, bool Applies, string ApiVersion, string Subresource) : IComparable<ManagerId>
{
    // Upstream's name for a client that tells none.
    private const string Nameless = "unknown";

    public static ManagerId Applier(string name, string subresource = "") => new(name.Length == 0 ? Nameless : name, true, "", subresource);

    public static ManagerId Updater(string name, string apiVersion, string subresource = "") => new(name.Length == 0 ? Nameless : name, false, apiVersion, subresource);

    public int CompareTo(ManagerId other)
    {
        if (string.CompareOrdinal(Name, other.Name) is not 0 and var name) return name;
        if (Applies != other.Applies) return Applies ? -1 : 1;
        return string.CompareOrdinal(ApiVersion, other.ApiVersion) is not 0 and var version ? version : string.CompareOrdinal(Subresource, other.Subresource);
    }

    /// <summary>As conflicts name it: <c>"kubectl" with subresource "scale" using apps/v1</c>.</summary>
    public override string ToString()
    {
        var through = Subresource.Length > 0 ? $" with subresource {GoText.Quote(Subresource)}" : "";
        return GoText.Quote(Name) + through + (Applies ? "" : $" using {ApiVersion}");
    }

    public static bool operator <(ManagerId left, ManagerId right) => left.CompareTo(right) < 0;
    public static bool operator >(ManagerId left, ManagerId right) => left.CompareTo(right) > 0;
    public static bool operator <=(ManagerId left, ManagerId right) => left.CompareTo(right) <= 0;
    public static bool operator >=(ManagerId left, ManagerId right) => left.CompareTo(right) >= 0;
}
