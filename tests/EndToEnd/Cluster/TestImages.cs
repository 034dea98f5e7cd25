namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>The images of the talks, built once from the distribution's packages.</summary>
public static class TestImages
{
    public static readonly IReadOnlyList<string> All = ["busybox", "pause", "basic-refresh", "basic-service", "webservice", "nginx"];

    private static readonly Lazy<Task> Built = new(async () =>
        (await Command.RunAsync(Paths.ImageBuilder, [Paths.Images, .. All], limitSeconds: 300)).MustSucceed());

    public static Task BuildAsync() => Built.Value;
}
