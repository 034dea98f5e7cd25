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

    [Fact]
    public void Namespaces_FollowFolders() =>
        Rooms.Sources("src").Where(p => !DeclaresItsFolder(p)).Select(Name).ShouldBeEmpty();

    private static bool DeclaresItsFolder(string path)
    {
        var declared = File.ReadLines(path).FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal));
        if (declared is null) return true;
        var folder = Path.GetRelativePath(Path.Combine(Rooms.Root, "src"), Path.GetDirectoryName(path)!).Replace('/', '.');
        return declared.TrimEnd(';') == "namespace Timonier." + folder;
    }

    private static string Name(string path) => Path.GetRelativePath(Rooms.Root, path);
}
