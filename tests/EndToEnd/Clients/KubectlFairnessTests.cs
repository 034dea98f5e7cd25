using Timonier.EndToEnd.Tests.Cluster;

namespace Timonier.EndToEnd.Tests.Clients;

/// <summary>Priority levels and their schemas in a real server, as kubectl shows them.</summary>
public sealed class KubectlFairnessTests(ApiCluster shared)
{
    public static TheoryData<string> Programs => Terminal.Programs;

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Get_ShowsTheDefaults_AndTheirLevels(string program)
    {
        var terminal = await Terminal.OpenAsync(shared.Cluster, program, "fairness");
        var schemas = await terminal.RunAsync("get flowschemas --sort-by=.spec.matchingPrecedence");
        schemas.ShouldMatch("^NAME +PRIORITYLEVEL +MATCHINGPRECEDENCE +DISTINGUISHERMETHOD +AGE +MISSINGPL\n");
        schemas.ShouldMatch(@"\nexempt +exempt +1 +<none> +\w+ +False\nprobes +exempt +2 +<none> ");
        schemas.ShouldMatch(@"\ncatch-all +catch-all +10000 +ByUser +\w+ +False$");
        (await terminal.RunAsync("get prioritylevelconfigurations workload-low --no-headers")).ShouldMatch(@"^workload-low +Limited +100 +128 +6 +50 ");
        (await terminal.RunAsync("get --raw /debug/api_priority_and_fairness/dump_priority_levels")).ShouldStartWith("PriorityLevelName, ActiveQueues, IsIdle,");
        (await terminal.RunAsync("get --raw /metrics")).ShouldContain("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"workload-low\"} 245");
    }
}
