using System.Diagnostics;
using Timonier.Documents;
using Timonier.Network.Linux.Cni;

namespace Timonier.Network.Linux.Tests;

/// <summary>The installed plugin, executed as the container runtime does it.</summary>
internal sealed class StubFixture
{
    private readonly string bin, socket;

    public StubFixture(NodeFixture node)
    {
        bin = Path.Combine(node.Folder, "cni", "bin");
        socket = node.Config.SocketPath;
        CniInstaller.Install(bin, Path.Combine(node.Folder, "cni", "net.d"), socket);
    }

    public async Task<StubResult> RunAsync(string command, string id, string place, string extra = "", string name = "timonier-cni", string? listensAt = null)
    {
        var start = new ProcessStartInfo(Path.Combine(bin, name)) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["CNI_COMMAND"] = command;
        start.Environment["CNI_CONTAINERID"] = id;
        start.Environment["CNI_NETNS"] = place;
        start.Environment["CNI_IFNAME"] = "eth0";
        start.Environment["CNI_ARGS"] = "IgnoreUnknown=1;K8S_POD_NAMESPACE=default;K8S_POD_NAME=web";
        start.Environment["CNI_PATH"] = bin;
        start.Environment["PATH"] = "/usr/bin";
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync($$"""{"cniVersion":"1.0.0","name":"timonier","type":"timonier-cni","socket":"{{listensAt ?? socket}}","capabilities":{"portMappings":true}{{extra}}}""");
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new StubResult(process.ExitCode, output);
    }
}

internal sealed record StubResult(int ExitCode, string Output)
{
    public Node Answer => Document.Parse(System.Text.Encoding.UTF8.GetBytes(Output)).Root;

    public string Address => Answer["ips"u8][0]["address"u8].AsString();
}
