using System.Xml.Linq;

namespace Timonier.Architecture.Tests;

/// <summary>The rooms of src/ as their project files and sources tell of them.</summary>
internal static class Rooms
{
    public static readonly string Root = FindRoot();

    public static IReadOnlyDictionary<string, IReadOnlyList<string>> References { get; } = Directory
        .EnumerateFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
        .ToDictionary(p => Path.GetFileNameWithoutExtension(p)!, ReferencesOf, StringComparer.Ordinal);

    /// <summary>Every C# source of src/ and tests/, without what builds leave behind.</summary>
    public static IEnumerable<string> Sources(string top) => Directory
        .EnumerateFiles(Path.Combine(Root, top), "*.cs", SearchOption.AllDirectories)
        .Where(p => !p.Contains("/obj/", StringComparison.Ordinal) && !p.Contains("/bin/", StringComparison.Ordinal));

    private static IReadOnlyList<string> ReferencesOf(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Where(r => (string?)r.Attribute("OutputItemType") != "Analyzer")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!))];

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "timonier.slnx"))) directory = directory.Parent;
        return directory.FullName;
    }
}
