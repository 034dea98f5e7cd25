using System.Diagnostics;
using Timonier.Testing;

namespace OperatorTests;

/// <summary>The same cluster and the same operator, used from outside of the process by a client of another language.</summary>
public sealed class ForeignClientTests
{
    [Fact]
    public async Task JavaScript_OverHttps_SeesItsWebsiteGoOnline()
    {
        // The client loads its library while the cluster starts.
        using var client = Start("node", Path.Combine(AppContext.BaseDirectory, "website.mjs"), JavaScript());
        await using var cluster = await WebsiteOperatorTests.StartAsync(new TestClusterOptions { Https = true });

        var said = await TellAsync(client, cluster.Kubeconfig);

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

    private static Process Start(string program, params string[] arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static async Task<string> TellAsync(Process client, string kubeconfig)
    {
        var (output, error) = (client.StandardOutput.ReadToEndAsync(), client.StandardError.ReadToEndAsync());
        await client.StandardInput.WriteAsync(kubeconfig);
        client.StandardInput.Close();
        await client.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return client.ExitCode == 0 ? await output : $"exit {client.ExitCode}: {await output}{await error}";
    }
}
