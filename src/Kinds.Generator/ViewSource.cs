using System.Text;
using Timonier.Kinds.Notation;

namespace Timonier.Kinds.Generator;

/// <summary>The C# text of one view: a struct of one node, so that reading a nested object allocates nothing.</summary>
internal static class ViewSource
{
    private const string Place = "global::Timonier.Documents.Node";

    public static void Append(StringBuilder source, NotationFile file, NotationType type, ViewNames names)
    {
        var name = ViewNames.ViewOf(type);
        source.Append("namespace ").Append(names.NamespaceOf(file, type)).Append("\n{\n");
        source.Append("    public readonly partial struct ").Append(name).Append("(" + Place + " node)\n    {\n");
        source.Append("        public " + Place + " Node => node;\n");
        source.Append("        public bool Exists => !node.IsNullOrMissing;\n");
        var taken = new HashSet<string> { "Node", "Exists", "Of", name };
        if (type.IsKind)
        {
            source.Append("        public static ").Append(name).Append(" Of(Document document) => new(document.Root);\n");
            Property(source, "string", "ApiVersion", Member("apiVersion") + ".AsString()");
            Property(source, "string", "Kind", Member("kind") + ".AsString()");
            taken.Add("ApiVersion");
            taken.Add("Kind");
        }
        AppendFields(source, file, type, names, taken);
        source.Append("    }\n}\n");
    }

    private static void AppendFields(StringBuilder source, NotationFile file, NotationType type, ViewNames names, HashSet<string> taken)
    {
        foreach (var field in type.Fields)
        {
            if (field.Inline)
            {
                // The fields of an inline object stand in the object around it, as in JSON.
                var owner = ViewNames.AliasOf(file, field.Type.Name);
                var home = owner == file.Alias ? file : new NotationFile { Alias = owner };
                AppendFields(source, home, names.Find(file, field.Type.Name), names, taken);
                continue;
            }
            var name = string.Concat(field.Name.Split('$', '-').Where(part => part.Length > 0).Select(ViewNames.Pascal));
            if (!taken.Add(name)) taken.Add(name += "Value");
            var (returned, reading) = Read(file, field.Type, Member(field.Name), names);
            Property(source, returned, name, reading);
        }
    }

    private static (string Type, string Reading) Read(NotationFile file, NotationTypeName type, string member, ViewNames names)
    {
        if (type.IsMap && IsText(type.Item!.Name)) return ("global::Timonier.Kinds.Views.NodeMap", "new(" + member + ")");
        if (type.IsMap || type.Name == "raw") return (Place, member);
        if (type.Item != null)
        {
            var (item, reading) = Item(file, type.Item, names);
            return ("global::Timonier.Kinds.Views.NodeList<" + item + ">", "new(" + member + ", static item => " + reading + ")");
        }
        switch (type.Name)
        {
            case "string": case "bytes": case "duration": return ("string", member + ".AsString()");
            case "strings": return ("global::Timonier.Kinds.Views.NodeList<string>", "new(" + member + ", static item => item.AsString())");
            case "int32": return type.Optional ? ("int?", member + ".AsInt32OrNull()") : ("int", member + ".AsInt32()");
            case "int64": return type.Optional ? ("long?", member + ".AsInt64OrNull()") : ("long", member + ".AsInt64()");
            case "bool": return type.Optional ? ("bool?", member + ".AsBoolOrNull()") : ("bool", member + ".AsBool()");
            case "double": return ("double", member + ".AsDouble()");
            case "time": case "microtime": return ("global::System.DateTimeOffset?", member + ".AsTime()");
            case "quantity": return ("global::Timonier.Kernel.Quantity?", "global::Timonier.Kinds.Views.Reading.Quantity(" + member + ")");
            case "intorstring": return ("global::Timonier.Kernel.IntOrString?", "global::Timonier.Kinds.Views.Reading.IntOrString(" + member + ")");
            default: return (names.FullName(file, type.Name), "new(" + member + ")");
        }
    }

    private static bool IsText(string name) => name == "string" || name == "quantity" || name == "bytes";

    private static (string Type, string Reading) Item(NotationFile file, NotationTypeName item, ViewNames names)
    {
        if (item.Item != null) return (Place, "item");
        switch (item.Name)
        {
            case "string": case "bytes": return ("string", "item.AsString()");
            case "int32": return ("int", "item.AsInt32()");
            case "int64": return ("long", "item.AsInt64()");
            case "bool": return ("bool", "item.AsBool()");
            case "raw": case "strings": case "quantity": return (Place, "item");
            default: return (names.FullName(file, item.Name), "new(item)");
        }
    }

    private static string Member(string name) => "node[\"" + name + "\"u8]";

    private static void Property(StringBuilder source, string type, string name, string reading) =>
        source.Append("        public ").Append(type).Append(' ').Append(name).Append(" => ").Append(reading).Append(";\n");
}
