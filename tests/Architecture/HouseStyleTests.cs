namespace Timonier.Architecture.Tests;

public sealed class HouseStyleTests
{
    private const int MostLines = 400;

    private static readonly string[] BannedNames = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities"];

    [Theory]
    [InlineData("src")]
    [InlineData("tests")]
    [InlineData("bench")]
    public void Files_StayShort(string top) =>
        Rooms.Sources(top).Where(p => File.ReadLines(p).Count() > MostLines).Select(Name).ShouldBeEmpty();

    [Fact]
    public void Types_SayWhatTheyAre() =>
        Rooms.Sources("src").Where(p => BannedNames.Any(b => Path.GetFileNameWithoutExtension(p).EndsWith(b, StringComparison.Ordinal))).Select(Name).ShouldBeEmpty();

    /// <summary>A file's namespace is its room's, or that of a folder on its way down: a folder may group files without a name of its own.</summary>
    [Fact]
    public void Namespaces_FollowFolders() =>
        Rooms.Sources("src").Where(p => !DeclaresAPlaceOnItsPath(p)).Select(Name).ShouldBeEmpty();

    private static bool DeclaresAPlaceOnItsPath(string path)
    {
        var declared = File.ReadLines(path).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal));
        if (declared is null) return true;
        var folders = Path.GetRelativePath(Path.Combine(Rooms.Root, "src"), Path.GetDirectoryName(path)!).Split('/');
        var places = Enumerable.Range(1, folders.Length).Select(n => "namespace Timonier." + string.Join('.', folders.Take(n)));
        return places.Contains(declared.TrimEnd(';'), StringComparer.Ordinal);
    }

    private static string Name(string path) => Path.GetRelativePath(Rooms.Root, path);
}
