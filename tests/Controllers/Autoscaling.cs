using Timonier.Contracts.Cluster;
using Timonier.Controllers.Autoscalers;
using Timonier.Controllers.Framework;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>Autoscalers, what they look at, and a server of metrics that says what a test wants.</summary>
internal static class Autoscaling
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static string Cpu(int target = 50) => $"{{'type':'Resource','resource':{{'name':'cpu','target':{{'type':'Utilization','averageUtilization':{target}}}}}}}";

    public static string AutoscalerJson(string metrics, int least = 1, int most = 10, string behavior = "", string name = "web", string target = "'apiVersion':'apps/v1','kind':'Deployment','name':'web'") =>
        $"{{'apiVersion':'autoscaling/v2','kind':'HorizontalPodAutoscaler','metadata':{{'name':'{name}','namespace':'default'}},'spec':{{'scaleTargetRef':{{{target}}},'minReplicas':{least},'maxReplicas':{most}"
        + $",'metrics':[{metrics}]{(behavior.Length > 0 ? $",'behavior':{{{behavior}}}" : "")}}}}}";

    public static Document Autoscaler(string metrics, int least = 1, int most = 10, string behavior = "") => Objects.Parse(AutoscalerJson(metrics, least, most, behavior));

    public static Document Scale(int replicas, string selector = "app=web") => Objects.Parse(
        $"{{'apiVersion':'autoscaling/v1','kind':'Scale','metadata':{{'name':'web','namespace':'default','resourceVersion':'7'}},'spec':{{'replicas':{replicas}}},'status':{{'replicas':{replicas},'selector':'{selector}'}}}}");

    /// <summary>A running pod that requests one CPU.</summary>
    public static Document Worker(string name, bool ready = true, DateTimeOffset? started = null, DateTimeOffset? turned = null) => Objects.Parse(
        $"{{'metadata':{{'name':'{name}','namespace':'default','labels':{{'app':'web'}}}},'spec':{{'containers':[{{'name':'c','resources':{{'requests':{{'cpu':'1'}}}}}}]}},"
        + $"'status':{{'phase':'Running','startTime':'{ApiTime.Seconds(started ?? Now.AddHours(-1))}','conditions':[{{'type':'Ready','status':'{(ready ? "True" : "False")}','lastTransitionTime':'{ApiTime.Seconds(turned ?? Now.AddHours(-1))}'}}]}}}}");

    /// <summary>"900m u -": of the first pod 900m, of the second something that does not count, of the third nothing; "= 5 6": the values of something else; null: a failure.</summary>
    public static MetricReading Samples(string? text)
    {
        if (text is null) return MetricReading.Failed("silent");
        var words = text.Split(' ');
        if (words[0] == "=") return new MetricReading { Values = [.. words.Skip(1).Select(w => Quantity.Parse(w).MilliValue)] };
        return new MetricReading
        {
            Pods = words.Index().Where(w => w.Item != "-").ToDictionary(w => $"p{w.Index}", w => new PodSample(w.Item == "u" ? 1 : Quantity.Parse(w.Item).MilliValue, Now, TimeSpan.FromSeconds(30))),
        };
    }

    public static AutoscalerPlan Compute(string metrics, int replicas, IReadOnlyList<Document> pods, params IReadOnlyList<MetricReading> readings) => Compute(metrics, replicas, pods, readings, 1, 10);

    public static AutoscalerPlan Compute(string metrics, int replicas, IReadOnlyList<Document> pods, IReadOnlyList<MetricReading> readings, int least, int most) =>
        AutoscalerPlan.Compute(Autoscaler(metrics, least, most), Scale(replicas), pods, ["{web default}"], readings, AutoscalerHistory.Empty, Now);

    public static (string Status, string Reason, string Message) Condition(AutoscalerPlan plan, string type) => ConditionOf(plan.Status()!.Body.ToDocument(), type);

    public static (string Status, string Reason, string Message) ConditionOf(Document autoscaler, string type) =>
        Framework.Condition.ListOf(autoscaler.Status["conditions"u8]).Find(c => c.Type == type) is { } found ? (found.Status, found.Reason, found.Message) : ("", "", "");

    public static Loop<ObjectKey> RunAutoscalers(LiveCluster cluster) =>
        new(cluster, "horizontal-pod-autoscaler", (client, events) => new AutoscalerController(client, events, cluster.Kinds, cluster.Time));

    /// <summary>Lets the autoscalers look, one period after the other, until an object is as wanted.</summary>
    public static async Task<Document> LookUntilAsync(this LiveCluster cluster, ResourceName resource, string name, Func<Document, bool> wanted)
    {
        for (var look = 0; look < 8; look++)
        {
            await cluster.SettleAsync();
            if (wanted(await cluster.ReadAsync(resource, name))) break;
            await cluster.AdvanceAsync(AutoscalerPlan.Period);
        }
        return await cluster.UntilAsync(resource, name, wanted);
    }

    /// <summary>From now on a server of metrics says this of every running pod, and that of everything else.</summary>
    public static void Measure(this LiveCluster cluster, string cpu, string value = "") => cluster.Elsewhere = async (resource, @namespace, query) =>
    {
        var isCustom = resource.Group is "custom.metrics.k8s.io" or "external.metrics.k8s.io" && value.Length > 0;
        if (resource.Group != "metrics.k8s.io" && !isCustom) return null;
        var at = ApiTime.Seconds(cluster.Time.GetUtcNow());
        var running = (await cluster.ListAsync(CoreResources.Pods, @namespace)).Where(p => p.Status["phase"u8].TextEquals("Running"u8)).Select(p => p.Name);
        var told = isCustom
            ? (query.Name == "*" ? running : [query.Name]).Select(name => $"{{'describedObject':{{'name':'{name}'}},'metricName':'{query.Part}','timestamp':'{at}','value':'{value}'}}")
            : running.Select(name => $"{{'metadata':{{'name':'{name}','namespace':'{@namespace}'}},'timestamp':'{at}','window':'15s','containers':[{{'name':'c','usage':{{'cpu':'{cpu}'}}}}]}}");
        return ApiResult<DocumentList>.Success(new DocumentList([.. told.Select(Objects.Parse)], "1"));
    };
}
