using System.Diagnostics;
using Timonier.Testing;

namespace OperatorTests;

/// <summary>The same cluster and the same operator, used from outside of the process by a client of another language.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task JavaScript_OverHttps_SeesItsWebsiteGoOnline()
    {
        await using var cluster = await WebsiteOperatorTests.StartAsync(new TestClusterOptions { Https = true });
        var folder = Directory.CreateTempSubdirectory("website-");
        var kubeconfig = Path.Combine(folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, cluster.Kubeconfig, TestContext.Current.CancellationToken);

        var said = await RunAsync(kubeconfig, "node", Path.Combine(AppContext.BaseDirectory, "website.mjs"), JavaScript());

        folder.Delete(recursive: true);
        said.ShouldBe("shop is online with 3 pages\n");
    }

    /// <summary>Where <c>scripts/clients</c> has put the package; CLIENTS_JAVASCRIPT names another folder.</summary>
    private static string JavaScript()
    {
        if (Environment.GetEnvironmentVariable("CLIENTS_JAVASCRIPT") is { Length: > 0 } told) return told;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "timonier.slnx"))) folder = folder.Parent;
        return Path.Combine(folder.FullName, "artifacts", "clients", "javascript");
    }

    private static async Task<string> RunAsync(string kubeconfig, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["KUBECONFIG"] = kubeconfig;
        using var running = Process.Start(start)!;
        var (output, error) = (running.StandardOutput.ReadToEndAsync(), running.StandardError.ReadToEndAsync());
        await running.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return running.ExitCode == 0 ? await output : $"exit {running.ExitCode}: {await output}{await error}";
    }
}
