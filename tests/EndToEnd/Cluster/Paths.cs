namespace Timonier.EndToEnd.Tests.Cluster;

/// <summary>Where the programs under test lie.</summary>
public static class Paths
{
    public static readonly string Root = FindRoot();

    public static readonly string Configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    public static string Executable => Environment.GetEnvironmentVariable("E2E_EXECUTABLE")
        ?? Path.Combine(Root, "src", "Host", "bin", Configuration, "net10.0", "timonier");
    public static string ImageBuilder => Path.Combine(Root, "tests", "images", "bin", Configuration, "net10.0", "Timonier.Images");
    public static string Coast => Path.Combine(Root, "tests", "coast", "bin", Configuration, "net10.0", "Timonier.Coast");
    public static string Images => Path.Combine(Root, "artifacts", "images");
    public static string Kubectl => Environment.GetEnvironmentVariable("E2E_KUBECTL") ?? "kubectl";

    /// <summary>What scripts/clients has fetched.</summary>
    public static string Clients => Path.Combine(Root, "artifacts", "clients");
    public static string NewerKubectl => Path.Combine(Clients, "kubectl", "kubectl");
    public static string Helm => Path.Combine(Clients, "helm", "helm");
    public static string JavaScript => Path.Combine(Clients, "javascript");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "timonier.slnx"))) directory = directory.Parent;
        return directory.FullName;
    }
}
