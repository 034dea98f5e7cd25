namespace Timonier.Simulation.Tests.Work;

internal sealed partial class Workload
{
    private static string Meta(string place, string name) => $$$$$$""" "metadata":{"name":"{{{{{{name}}}}}}","namespace":"{{{{{{place}}}}}}"} """;

    private static string Template(string app, string further = "", string labels = "", string notes = "") =>
        $$$$$$""" "template":{"metadata":{"labels":{"app":"{{{{{{app}}}}}}"{{{{{{labels}}}}}}}{{{{{{notes}}}}}}},"spec":{"terminationGracePeriodSeconds":2,"containers":[{"name":"c","image":"registry.example/app:1"}]{{{{{{further}}}}}}}} """;

    private static string Selector(string app) => $$$$$$""" "selector":{"matchLabels":{"app":"{{{{{{app}}}}}}"}} """;

    private string Deployment(string place, string name)
    {
        var strategy = chance.Next(5) == 0
            ? """{"type":"Recreate"}"""
            : $$$$$$"""{"type":"RollingUpdate","rollingUpdate":{"maxSurge":{{{{{{chance.Next(3)}}}}}},"maxUnavailable":{{{{{{chance.Next(3)}}}}}}}}""";
        return $$$$$$"""{ {{{{{{Meta(place, name)}}}}}}, "spec":{"replicas":{{{{{{chance.Next(6)}}}}}},"strategy":{{{{{{strategy}}}}}},{{{{{{Selector(name)}}}}}},{{{{{{Template(name)}}}}}} } }""";
    }

    private string StatefulSet(string place, string name) =>
        $$$$$$"""{ {{{{{{Meta(place, name)}}}}}}, "spec":{"serviceName":"{{{{{{name}}}}}}","replicas":{{{{{{chance.Next(5)}}}}}},"podManagementPolicy":"{{{{{{(chance.Next(4) == 0 ? "Parallel" : "OrderedReady")}}}}}}",{{{{{{Selector(name)}}}}}},{{{{{{Template(name)}}}}}} } }""";

    private static string DaemonSet(string place, string name) => $$$$$$"""{ {{{{{{Meta(place, name)}}}}}}, "spec":{ {{{{{{Selector(name)}}}}}},{{{{{{Template(name)}}}}}} } }""";

    private string Job(string place, string name)
    {
        var mode = chance.Next(2) == 0 ? "Indexed" : "NonIndexed";
        return $$$$$$"""{ {{{{{{Meta(place, name)}}}}}}, "spec":{"completions":{{{{{{1 + chance.Next(4)}}}}}},"parallelism":{{{{{{1 + chance.Next(3)}}}}}},"completionMode":"{{{{{{mode}}}}}}","backoffLimit":10,{{{{{{Template(name, ",\"restartPolicy\":\"Never\"")}}}}}} } }""";
    }

    /// <summary>Its Jobs are often still at work when the next is due.</summary>
    private string CronJob(string place, string name)
    {
        var policy = chance.Next(3) switch { 0 => "Allow", 1 => "Replace", _ => "Forbid" };
        var pod = Template(name, ",\"restartPolicy\":\"Never\"", "", $$$$$$""","annotations":{"simulated.timonier.dev/exit-after":"{{{{{{5 + chance.Next(150)}}}}}}s"}""");
        return $$$$$$"""{ {{{{{{Meta(place, name)}}}}}}, "spec":{"schedule":"*/{{{{{{1 + chance.Next(2)}}}}}} * * * *","concurrencyPolicy":"{{{{{{policy}}}}}}","successfulJobsHistoryLimit":{{{{{{chance.Next(3)}}}}}},"jobTemplate":{"spec":{ {{{{{{pod}}}}}} }}} }""";
    }

    private string Scale() => $$$$$$"""{"spec":{"replicas":{{{{{{chance.Next(6)}}}}}}}}""";

    private string Round() => $$$$$$"""{"spec":{"template":{"metadata":{"annotations":{"round":"{{{{{{chance.Next(1000)}}}}}}"}}}}}""";

    private string Quota(string place) =>
        $$$$$$"""{ {{{{{{Meta(place, "quota")}}}}}}, "spec":{"hard":{"pods":"{{{{{{2 + chance.Next(8)}}}}}}","configmaps":"{{{{{{2 + chance.Next(4)}}}}}}"}} }""";

    /// <summary>Sometimes one that belongs to another, so that there is something to collect.</summary>
    private string ConfigMap(string place)
    {
        var owner = ledger.Of("ConfigMap", place).Where(c => c.Name.StartsWith("map-", StringComparison.Ordinal)).OrderBy(c => c.Name, StringComparer.Ordinal).FirstOrDefault();
        var references = owner is null || chance.Next(2) == 0 ? "" : $$$$$$""","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"{{{{{{owner.Name}}}}}}","uid":"{{{{{{owner.Uid}}}}}}"}]""";
        return $$$$$$"""{"metadata":{"name":"map-{{{{{{chance.Next(6)}}}}}}","namespace":"{{{{{{place}}}}}}"{{{{{{references}}}}}}},"data":{"round":"{{{{{{chance.Next(1000)}}}}}}"}}""";
    }

    private static string Guarded(string place) =>
        $$$$$$"""{"metadata":{"name":"guarded","namespace":"{{{{{{place}}}}}}","labels":{"guarded":"yes"}},"spec":{"replicas":4,{{{{{{Selector("guarded")}}}}}},{{{{{{Template("guarded", "", ",\"guarded\":\"yes\"")}}}}}} } }""";

    private static string Budget(string place) => $$$$$$"""{ {{{{{{Meta(place, "guarded")}}}}}}, "spec":{"minAvailable":3,{{{{{{Selector("guarded")}}}}}} } }""";
}
