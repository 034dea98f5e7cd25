using Timonier.Kinds.Notation;

namespace Timonier.Kinds.Generator;

/// <summary>
/// Which C# type each type of the catalogue becomes. Of types that share a name, that of meta, then that of
/// core, then the first file's keeps the plain name; the others live in a namespace called after their group.
/// </summary>
internal sealed class ViewNames
{
    private const string Root = "Timonier.Kinds.Views";
    private readonly Dictionary<string, string> namespaces = new Dictionary<string, string>(StringComparer.Ordinal);
    private readonly Dictionary<string, NotationType> types = new Dictionary<string, NotationType>(StringComparer.Ordinal);

    public ViewNames(IEnumerable<NotationFile> files)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in files.OrderBy(f => f.Alias == "meta" ? 0 : f.Alias == "core" ? 1 : 2).ThenBy(f => f.Alias, StringComparer.Ordinal))
            foreach (var type in file.Types)
            {
                var key = file.Alias + "." + type.Name;
                types[key] = type;
                namespaces[key] = taken.Add(type.Name) ? Root : Root + "." + Pascal(file.Alias);
            }
    }

    public string NamespaceOf(NotationFile file, NotationType type) => namespaces[file.Alias + "." + type.Name];

    public NotationType Find(NotationFile from, string name) => types[KeyOf(from, name)];

    public string FullName(NotationFile from, string name)
    {
        var key = KeyOf(from, name);
        return "global::" + namespaces[key] + "." + ViewOf(types[key]);
    }

    // "Node" is taken twice already, by the cursor of Documents and by the room, so the kind reads as ClusterNode.
    public static string ViewOf(NotationType type) => type.Name == "Node" ? "ClusterNode" : type.Name;

    public static string AliasOf(NotationFile from, string name)
    {
        var dot = name.IndexOf('.');
        return dot < 0 ? from.Alias : name.Substring(0, dot);
    }

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name.Substring(1);

    private string KeyOf(NotationFile from, string name)
    {
        var key = name.IndexOf('.') < 0 ? from.Alias + "." + name : name;
        return types.ContainsKey(key) ? key : throw new FormatException("no type is called " + key);
    }
}
