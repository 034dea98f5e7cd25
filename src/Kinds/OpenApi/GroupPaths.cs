namespace Timonier.Kinds.OpenApi;

/// <summary>The paths that tell what there is: groups, versions, resources, and the server's own version.</summary>
internal static class GroupPaths
{
    public static SpecPath Legacy => Path("/api/", "getCoreAPIVersions", "Tells the versions of the group without a name.", "core", $"{SpecNames.Meta}.APIVersions");
    public static SpecPath Groups => Path("/apis/", "getAPIVersions", "Tells the groups and their versions.", "apis", $"{SpecNames.Meta}.APIGroupList");

    public static SpecPath Version { get; } =
        new("/version/", [], [new SpecOperation("get", "", "getCodeVersion", "Tells the server's version.", "version") { Answer = SpecNames.VersionInfo, Gives = ["application/json"] }]);

    public static SpecPath Group(string group) =>
        Path($"/apis/{group}/", $"get{SpecNames.Group(group)}APIGroup", "Tells the versions of the group.", SpecNames.Tag(group), $"{SpecNames.Meta}.APIGroup");

    public static SpecPath Resources(string group, string version) =>
        Path($"/{SpecNames.Root(group, version)}/", $"get{SpecNames.Group(group)}{SpecNames.Capital(version)}APIResources", "Tells the resources of the group version.", $"{SpecNames.Tag(group)}_{version}", $"{SpecNames.Meta}.APIResourceList");

    private static SpecPath Path(string path, string id, string description, string tag, string answer) =>
        new(path, [], [new SpecOperation("get", "", id, description, tag) { Answer = answer }]);
}
