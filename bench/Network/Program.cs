using System.Globalization;
using System.Net.NetworkInformation;
using Timonier.Network.Bench;

// Changes links and packet-filter rules, so it runs only in a network namespace of its own, where nothing else is:
//   dotnet build -c Release bench/Network && ip netns add bench && ip -n bench link set lo up
//   ip netns exec bench dotnet bench/Network/bin/Release/net10.0/Timonier.Network.Bench.dll; ip netns del bench
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (NetworkInterface.GetAllNetworkInterfaces().Any(n => n.NetworkInterfaceType != NetworkInterfaceType.Loopback && n.OperationalStatus == OperationalStatus.Up))
{
    await Console.Error.WriteLineAsync("This is not an empty network namespace; see Program.cs for how to make one.");
    return 2;
}
var cluster = new MadeUpCluster(services: 1_000, endpoints: 3);
var table = new ResultTable();
await DnsMeasures.RunAsync(cluster, table);
await RuleMeasures.RunAsync(cluster, table);
table.Print();
return 0;
