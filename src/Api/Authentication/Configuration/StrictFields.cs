using Timonier.Documents;

namespace Timonier.Api.Authentication.Configuration;

/// <summary>Collects the fields of a file that nobody knows, while it is read.</summary>
internal sealed class StrictFields
{
    public List<string> Unknown { get; } = [];

    public void Check(Node node, string path, params ReadOnlySpan<string> known)
    {
        foreach (var member in node.Members)
            if (!known.Contains(member.Name)) Unknown.Add(path.Length == 0 ? member.Name : $"{path}.{member.Name}");
    }

    public static List<T> List<T>(Node list, string path, Func<Node, string, T> read)
    {
        var items = new List<T>();
        foreach (var item in list.Items) items.Add(read(item, $"{path}[{items.Count}]"));
        return items;
    }
}
