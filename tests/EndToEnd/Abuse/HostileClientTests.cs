using System.Globalization;
using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Abuse;

/// <summary>What would end the process, or fill its memory, sent to the real one.</summary>
public sealed class HostileClientTests(ApiCluster api)
{
    private const long MemoryLimit = 1_000_000;
    private readonly ClusterUnderTest cluster = api.Cluster;

    [Fact]
    public async Task PatchesThatNestWithoutEnd_LeaveTheServerStanding()
    {
        var ns = await cluster.NamespaceAsync("abuse");
        (await cluster.KubectlAsync("create", "configmap", "-n", ns, "c", "--from-literal=a=1")).MustSucceed();
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Doubling(), TestContext.Current.CancellationToken);
            for (var i = 0; i < 20; i++)
                (await cluster.KubectlAsync("patch", "configmap", "-n", ns, "c", "--type=json", "--patch-file", file)).Error.ShouldContain("512 levels");
        }
        finally
        {
            File.Delete(file);
        }
        (await cluster.KubectlAsync("get", "--raw", "/readyz")).MustSucceed().ShouldBe("ok");
        ResidentKilobytes().ShouldBeLessThan(MemoryLimit);
    }

    [Theory]
    [InlineData("-alpn", "spdy/3")]
    [InlineData("-alpn", "acme-tls/1")]
    [InlineData("-tls1_1", "-brief")]
    public async Task Handshake_ForWhatTheServerDoesNotSpeak_IsRefused(string option, string value)
    {
        var answer = await cluster.FromNodeAsync("openssl", "s_client", "-connect", $"{NetworkNamespace.Address}:6443", option, value);
        answer.ExitCode.ShouldNotBe(0);
        answer.All.ShouldContain("alert");
    }

    // Each copy puts the whole under its own lowest leaf, so that the depth doubles.
    private static string Doubling()
    {
        const int Start = 400;
        var nested = string.Concat(Enumerable.Repeat("{\"a\":", Start)) + "1" + new string('}', Start);
        var operations = new List<string> { $$"""{"op":"add","path":"/x","value":{{nested}} }""" };
        for (var depth = Start; depth < 200_000; depth *= 2)
            operations.Add($$"""{"op":"copy","from":"/x","path":"/x{{string.Concat(Enumerable.Repeat("/a", depth))}}"}""");
        return "[" + string.Join(',', operations) + "]";
    }

    private long ResidentKilobytes() => File.ReadLines($"/proc/{cluster.ServerPid}/status").Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)).Single();
}
