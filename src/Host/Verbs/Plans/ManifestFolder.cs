using System.Text;
using Timonier.Documents;
using Timonier.Host.Configuration;

namespace Timonier.Host.Verbs.Plans;

/// <summary>The objects of a file, of a folder with those below it, or of what comes in; as `kubectl apply -R -f` takes them.</summary>
internal static class ManifestFolder
{
    private const string StandardInput = "-";
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    // What others need to be there stands first, whatever the files are called.
    private static readonly string[] First = ["Namespace", "CustomResourceDefinition", "StorageClass", "PriorityClass", "ResourceQuota", "LimitRange", "ServiceAccount", "Secret", "ConfigMap"];

    /// <exception cref="ConfigException">There is nothing, or something that is no object.</exception>
    public static async Task<IReadOnlyList<DraftObject>> ReadAsync(string source, CancellationToken cancellation)
    {
        var wanted = new List<DraftObject>();
        if (source == StandardInput)
        {
            Add(wanted, source, await Console.In.ReadToEndAsync(cancellation));
        }
        else
        {
            foreach (var file in FilesOf(source)) Add(wanted, file, await File.ReadAllTextAsync(file, cancellation));
        }
        if (wanted.Count == 0) throw new ConfigException($"{source}: no objects in it");
        return [.. wanted.OrderBy(one => Array.IndexOf(First, one.String("kind")) is var at and >= 0 ? at : First.Length)];
    }

    private static IEnumerable<string> FilesOf(string source)
    {
        if (File.Exists(source)) return [source];
        if (!Directory.Exists(source)) throw new ConfigException($"{source}: no such file or folder");
        return Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal);
    }

    private static void Add(List<DraftObject> wanted, string file, string text)
    {
        try
        {
            foreach (var document in Yaml.ParseAll(Encoding.UTF8.GetBytes(text)))
            {
                var one = document as DraftObject ?? throw new ConfigException($"{file}: {document} is not an object");
                if (one.String("kind") == "List") wanted.AddRange(one.Array("items").OfType<DraftObject>());
                else wanted.Add(one);
            }
        }
        catch (DocumentSyntaxException broken)
        {
            throw new ConfigException($"{file}: {broken.Message}");
        }
        var nameless = wanted.Find(one => one.String("kind").Length == 0 || one.String("apiVersion").Length == 0 || one.Object("metadata").String("name").Length == 0);
        if (nameless is not null) throw new ConfigException($"{file}: an object lacks apiVersion, kind or metadata.name: {nameless.ToDocument()}");
    }
}
