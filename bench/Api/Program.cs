using System.Diagnostics;
using System.Globalization;
using Timonier.Api.Bench;

// The server is this process; it starts itself once more as the client, so that each one's processor time is its own.
if (args is [BenchRun.ClientVerb, var address, var serverId, var shared, .. var chosen])
{
    using var client = new BenchClient(new Uri(address), int.Parse(serverId, CultureInfo.InvariantCulture), shared);
    await BenchRun.RunAsync(client, chosen);
    return;
}

var folder = Directory.CreateTempSubdirectory("timonier-api-bench-").FullName;
try
{
    if (args is ["identity"])
    {
        var table = new ResultTable();
        await new IdentityMeasures(table, folder).RunAsync();
        table.Print();
        return;
    }
    await using var server = await BenchServer.StartAsync(folder, args is [ProtectionMeasures.Name] ? ProtectionMeasures.Audit(folder) : null);
    using var other = Process.Start(Environment.ProcessPath!, [BenchRun.ClientVerb, server.Address, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), folder, .. args]);
    await other.WaitForExitAsync();
}
finally
{
    Directory.Delete(folder, recursive: true);
}
