using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>One object of every kind there is, shown by every kubectl in every form; in a cluster of its own, since some change how it works.</summary>
public sealed class KubectlDescribeTests
{
    [Fact]
    public async Task EveryKind_DescribedAndPrinted_ShowsItsSample()
    {
        await using var cluster = await ClusterUnderTest.StartAsync("kinds", "--no-agent");
        foreach (var file in Directory.GetFiles(Path.Combine(Paths.Root, "tests", "Api", "Samples"), "*.yaml"))
            (await cluster.KubectlAsync("apply", "--server-side", "-n", "default", "-f", file)).MustSucceed();

        foreach (var program in (string[])[Paths.Kubectl, Paths.NewerKubectl])
        {
            async Task<string> RunAsync(params string[] words) => (await cluster.RunClientAsync([program, .. words])).MustSucceed();
            foreach (var kind in (await RunAsync("api-resources", "--verbs=get,list", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                // The kind that the sample of a definition defines has no objects.
                if (kind.EndsWith(".example.com", StringComparison.Ordinal)) continue;
                var names = (await RunAsync("get", kind, "-n", "default", "-o", "name")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
                names.ShouldNotBeEmpty(kind);
                // The older kubectl knows some kinds by versions only that are no longer served.
                if (program == Paths.NewerKubectl) (await RunAsync("describe", kind, "-n", "default")).ShouldContain(names[^1].Split('/')[1], customMessage: kind);
                (await RunAsync("get", kind, "-n", "default", "-o", "wide")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(names.Length + 1, kind);
                (await RunAsync("get", kind, "-n", "default", "-o", "yaml")).ShouldEndWith("kind: List\nmetadata:\n  resourceVersion: \"\"\n", customMessage: kind);
            }
        }
    }
}
