using System.Collections.Immutable;
using System.Text;
using Timonier.Kinds.Notation;

namespace Timonier.Kinds;

public sealed partial class KindCatalogue
{
    private const string Unserved = "unserved/";

    // Type meta is not in the protobuf body of an object, hence no numbers. A property, because BuiltIn is made
    // while the static fields of this class are.
    internal static ImmutableArray<Field> TypeMeta =>
    [
        new("apiVersion", 0, new FieldType(FieldShape.String)) { Description = "The group and version whose form the object has." },
        new("kind", 0, new FieldType(FieldShape.String)) { Description = "What the object is." },
    ];

    private static KindCatalogue Load()
    {
        // Loops, not queries: this runs before anything is served, and every query would be compiled for one use.
        var assembly = typeof(KindCatalogue).Assembly;
        var names = assembly.GetManifestResourceNames();
        Array.Sort(names, ByGroup);
        var files = new List<NotationFile>(names.Length);
        foreach (var name in names)
            if (name.EndsWith(".kinds", StringComparison.Ordinal) && !name.StartsWith(Unserved, StringComparison.Ordinal)) files.Add(Read(name)!);
        var types = new Dictionary<string, ObjectType>(1024, StringComparer.Ordinal);
        return new KindCatalogue(Build(files, types), types);
    }

    // Of a group's versions the highest is offered first.
    private static int ByGroup(string left, string right)
    {
        var (a, b) = (left.IndexOf(".v", StringComparison.Ordinal), right.IndexOf(".v", StringComparison.Ordinal));
        var groups = string.CompareOrdinal(left[..Math.Max(a, 0)], right[..Math.Max(b, 0)]);
        return groups != 0 ? groups : string.CompareOrdinal(right, left);
    }

    private static NotationFile? Read(string name)
    {
        using var stream = typeof(KindCatalogue).Assembly.GetManifestResourceStream(name);
        if (stream is null) return null;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return NotationReader.Read(Encoding.UTF8.GetString(bytes));
    }

    // Most processes never meet these versions, so each is read when a body names it.
    private Kind? FindUnserved(string apiVersion, string kind)
    {
        if (!unserved.TryGetValue(apiVersion, out var kinds))
        {
            if (Read($"{Unserved}{apiVersion.Replace('/', '.')}.kinds") is not { } file) return null;
            kinds = unserved.GetOrAdd(apiVersion, Build([file], new Dictionary<string, ObjectType>(types, StringComparer.Ordinal)).ToDictionary(k => k.Name, StringComparer.Ordinal));
        }
        return kinds.GetValueOrDefault(kind);
    }

    private static ImmutableArray<Kind> Build(List<NotationFile> files, Dictionary<string, ObjectType> types)
    {
        // Every type exists before any is read, since their fields refer to each other.
        foreach (var file in files)
            foreach (var type in file.Types)
                types.Add($"{file.Alias}.{type.Name}", ObjectOf(file, type, types));
        var kinds = ImmutableArray.CreateBuilder<Kind>();
        foreach (var file in files)
            foreach (var type in file.Types)
                if (type.IsKind) kinds.Add(KindOf(file, type, types));
        return kinds.ToImmutable();
    }

    private static ObjectType ObjectOf(NotationFile file, NotationType type, Dictionary<string, ObjectType> types) =>
        new(file.Alias, type.Name, $"{file.SchemaPrefix}.{type.Name}", type.Atomic, type.Choice, () => new ObjectType.Content(type.Description, FieldsOf(file, type, types)));

    private static ImmutableArray<Field> FieldsOf(NotationFile file, NotationType type, Dictionary<string, ObjectType> types)
    {
        var fields = ImmutableArray.CreateBuilder<Field>(type.Fields.Count + 2);
        if (type.IsKind) fields.AddRange(TypeMeta);
        foreach (var field in type.Fields) fields.Add(FieldOf(file, field, types));
        return fields.DrainToImmutable();
    }

    private static Kind KindOf(NotationFile file, NotationType type, Dictionary<string, ObjectType> types) => new()
    {
        Group = type.Bare ? "" : file.Group,
        Version = file.Version,
        Name = type.Name,
        Plural = type.Plural,
        Singular = type.Singular,
        Schema = types[$"{file.Alias}.{type.Name}"],
        Namespaced = type.Namespaced,
        Served = type.Served,
        Shared = type.Shared,
        StoredAs = type.Stored.Length == 0 ? null : type.Stored,
        ShortNames = [.. type.ShortNames],
        Categories = [.. type.Categories],
        Verbs = [.. type.Verbs],
        Writes = WriteRules.Of(type.WriteWords),
        Subresources = [.. type.Subresources.Select(s => SubresourceOf(file, type, s))],
    };

    private static Subresource SubresourceOf(NotationFile file, NotationType type, NotationSubresource sub)
    {
        var parts = sub.Kind.Split('/');
        if (parts.Length == 3) return new Subresource(sub.Name, [.. sub.Verbs], parts[0], parts[1], parts[2]);
        return new Subresource(sub.Name, [.. sub.Verbs], file.Group, file.Version, sub.Kind.Length == 0 ? type.Name : sub.Kind);
    }

    private static Field FieldOf(NotationFile file, NotationField field, Dictionary<string, ObjectType> types) =>
        new(field.Name, field.Number, TypeOf(file, field.Type, types))
        {
            Inline = field.Inline,
            Required = field.Required,
            Always = field.Always,
            Default = field.Default.Length == 0 ? null : field.Default,
            Fill = field.Fill.Length == 0 ? null : field.Fill,
            Enum = [.. field.Enum],
            List = field.MapKeys.Length > 0 ? ListShape.Map : field.Set ? ListShape.Set : field.Atomic ? ListShape.Atomic : ListShape.Unsaid,
            MapKeys = [.. field.MapKeys],
            Merge = field.Merge,
            MergeKey = field.MergeKey,
            RetainKeys = field.RetainKeys,
            Description = field.Description,
        };

    private static FieldType TypeOf(NotationFile file, NotationTypeName name, Dictionary<string, ObjectType> types)
    {
        if (name.Item is not null)
            return new FieldType(name.IsMap ? FieldShape.Map : FieldShape.List, name.Optional) { Item = TypeOf(file, name.Item, types) };
        FieldShape? scalar = name.Name switch
        {
            "string" => FieldShape.String,
            "int32" => FieldShape.Int32,
            "int64" => FieldShape.Int64,
            "bool" => FieldShape.Bool,
            "double" => FieldShape.Double,
            "bytes" => FieldShape.Bytes,
            "quantity" => FieldShape.Quantity,
            "intorstring" => FieldShape.IntOrString,
            "time" => FieldShape.Time,
            "microtime" => FieldShape.MicroTime,
            "duration" => FieldShape.Duration,
            "raw" => FieldShape.Raw,
            _ => null,
        };
        if (scalar is { } shape) return new FieldType(shape, name.Optional);
        if (string.Equals(name.Name, "strings", StringComparison.Ordinal))
            return new FieldType(FieldShape.List) { Item = new FieldType(FieldShape.String), Wrapped = true };
        var key = name.Name.Contains('.', StringComparison.Ordinal) ? name.Name : $"{file.Alias}.{name.Name}";
        return types.TryGetValue(key, out var type)
            ? new FieldType(type.Choice ? FieldShape.Choice : FieldShape.Object, name.Optional) { Object = type }
            : throw new FormatException($"the catalogue has no type {key}");
    }
}
