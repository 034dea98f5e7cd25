using Timonier.Api.Audit;

namespace Timonier.Api.Bench;

/// <summary>What it costs a request to be sorted into flows, to wait in a queue, and to be told of.</summary>
internal sealed class ProtectionMeasures(BenchClient client, ResultTable table)
{
    /// <summary>The measure for which the server tells of requests.</summary>
    public const string Name = "protection";
    private const string Levels = "/apis/flowcontrol.apiserver.k8s.io/v1/prioritylevelconfigurations";
    private const string Schemas = "/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas";
    private const string Queued = "queued";
    private const string Free = "bench";
    // So many that patches hardly ever meet on one.
    private const int Objects = 256;
    private static readonly string Value = new('x', 1024);

    // A namespace for each level, so that one server shows them all.
    private static readonly string[] Namespaces = ["none", "metadata", "bodies"];

    /// <summary>The default of a log: answers wait until their event is written.</summary>
    public static AuditConfig Audit(string folder) => new(
        AuditPolicy.Read("""
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - {level: Metadata, namespaces: [metadata]}
            - {level: RequestResponse, namespaces: [bodies]}
            """u8.ToArray()).Policy!,
        [new AuditOutput { Name = "log", Mode = AuditMode.Blocking, MostAtOnce = 400, Backend = new AuditFile(new AuditFileConfig(Path.Combine(folder, "audit.log"), Legacy: false, 100 * 1024 * 1024, 2, TimeSpan.Zero), TimeProvider.System) }]);

    /// <summary>Objects for each level of telling, a priority level of one seat and one that is never full.</summary>
    public async Task SetUpAsync()
    {
        foreach (var name in Namespaces)
        {
            await PostAsync("/api/v1/namespaces", $$$"""{"metadata":{"name":"{{{name}}}"}}""");
            for (var i = 0; i < Objects; i++) await PostAsync($"/api/v1/namespaces/{name}/configmaps", $$$"""{"metadata":{"name":"{{{Named(i)}}}"},"data":{"k":"{{{Value}}}"}}""");
        }
        await PostAsync(Levels, """{"metadata":{"name":"wide"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":5000,"lendablePercent":0,"limitResponse":{"type":"Reject"}}}}""");
        await PostAsync(Levels, """
            {"metadata":{"name":"narrow"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,"borrowingLimitPercent":0,"limitResponse":{"type":"Queue","queuing":{"queues":64,"handSize":6,"queueLengthLimit":1000}}}}}
            """);
        foreach (var (level, user) in ((string, string)[])[("narrow", Queued), ("wide", Free)])
            await PostAsync(Schemas, $$$"""
                {"metadata":{"name":"{{{level}}}"},"spec":{"priorityLevelConfiguration":{"name":"{{{level}}}"},"matchingPrecedence":100,"distinguisherMethod":{"type":"ByUser"},
                "rules":[{"subjects":[{"kind":"User","user":{"name":"{{{user}}}"}}],"resourceRules":[{"verbs":["*"],"apiGroups":["*"],"resources":["*"],"namespaces":["*"]}]}]}}
                """);
    }

    public async Task RunAsync(int count, int atOnce)
    {
        foreach (var (user, what) in ((string, string)[])[(Everybody.Exempt, "exempt"), (Free, "a seat free"), (Queued, "one seat for all, so that they queue")])
            await GetsAsync(count, atOnce, "none", user, $"gets, {atOnce} at once, {what}");
        foreach (var ns in Namespaces) await GetsAsync(count, atOnce, ns, Free, $"gets of 1 KiB, audit {LevelIn(ns)}");
        foreach (var ns in Namespaces)
        {
            var meter = client.Meter();
            await ApiMeasures.InParallelAsync(count, atOnce, i => client.SendAsync(HttpMethod.Patch, $"/api/v1/namespaces/{ns}/configmaps/{Named(i)}", $$$"""{"data":{"n":"{{{i}}}"}}""", "application/merge-patch+json"));
            table.Add($"merge patches of 1 KiB, audit {LevelIn(ns)}", $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
        }
    }

    private async Task GetsAsync(int count, int atOnce, string ns, string user, string what)
    {
        var meter = client.Meter();
        await ApiMeasures.InParallelAsync(count, atOnce, async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/namespaces/{ns}/configmaps/{Named(i)}") { Version = client.Http.DefaultRequestVersion, Headers = { { Everybody.UserHeader, user } } };
            using var response = await client.Http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync();
        });
        table.Add(what, $"{count / meter.Seconds:N0}/s", meter.CpuPer(count));
    }

    private static string Named(int i) => $"c{i % Objects}";

    private static string LevelIn(string ns) => ns switch { "none" => "None", "metadata" => "Metadata", _ => "RequestResponse" };

    private Task PostAsync(string path, string body) => client.SendAsync(HttpMethod.Post, path, body, "application/json");
}
