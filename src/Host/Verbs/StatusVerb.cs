using System.CommandLine;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Processes;

namespace Timonier.Host.Verbs;

internal static class StatusVerb
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public static Command Create()
    {
        var command = new Command("status", "Say whether the server runs and is ready, and what it runs.");
        var wait = new Option<int>("--wait") { Description = "Wait up to so many seconds until it is ready." };
        var quiet = new Option<bool>("--quiet") { Description = "Say it by the exit code alone." };
        command.Add(wait);
        command.Add(quiet);
        var settings = SettingOptions.AddTo(command, Settings.DataDir, Settings.RunDir, Settings.WriteKubeconfig);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            var config = settings.Read(parsed);
            var ready = await IsReadyAsync(config, TimeSpan.FromSeconds(parsed.GetValue(wait)), cancellation);
            if (!parsed.GetValue(quiet)) await DescribeAsync(config, ready, cancellation);
            return ready ? 0 : 1;
        });
        return command;
    }

    private static async Task<bool> IsReadyAsync(ServerConfig config, TimeSpan patience, CancellationToken cancellation)
    {
        var deadline = TimeProvider.System.GetUtcNow() + patience;
        while (true)
        {
            if (File.Exists(config.KubeconfigPath))
            {
                using var connection = ClusterConnection.OfAdministrator(config.KubeconfigPath);
                if (await connection.IsReadyAsync(cancellation)) return true;
            }
            if (TimeProvider.System.GetUtcNow() >= deadline) return false;
            await Task.Delay(Pace, TimeProvider.System, cancellation);
        }
    }

    private static async Task DescribeAsync(ServerConfig config, bool ready, CancellationToken cancellation)
    {
        using var process = new PidFile(config.RunDir).Find();
        var output = Console.Out;
        await output.WriteLineAsync(process is null ? "server      not running" : $"server      running, pid {process.Id}");
        if (!ready)
        {
            await output.WriteLineAsync("api         not ready");
            return;
        }
        using var connection = ClusterConnection.OfAdministrator(config.KubeconfigPath);
        await output.WriteLineAsync($"kubeconfig  {config.KubeconfigPath}");
        foreach (var line in (await connection.TextAsync("/readyz?verbose", cancellation)).Split('\n').Where(l => l.StartsWith('[')))
            await output.WriteLineAsync($"check       {line}");
        var nodes = await connection.DocumentAsync("/api/v1/nodes", cancellation);
        foreach (var node in nodes.Root["items"u8].Items)
            await output.WriteLineAsync($"node        {node["metadata"u8]["name"u8].AsString()} {(IsReady(node) ? "Ready" : "NotReady")}");
        var pods = await connection.DocumentAsync("/api/v1/pods", cancellation);
        await output.WriteLineAsync($"pods        {CountRunning(pods)} running of {pods.Root["items"u8].Count}");
    }

    private static int CountRunning(Document pods)
    {
        var running = 0;
        foreach (var pod in pods.Root["items"u8].Items)
            if (pod["status"u8]["phase"u8].TextEquals("Running"u8)) running++;
        return running;
    }

    private static bool IsReady(Documents.Node node)
    {
        foreach (var condition in node["status"u8]["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Ready"u8)) return condition["status"u8].TextEquals("True"u8);
        return false;
    }
}
