using Timonier.Documents;

namespace Timonier.Kinds.Tests;

public sealed class TablesOfKindsTests
{
    private const string Meta = "\"metadata\":{\"name\":\"x\",\"creationTimestamp\":\"2026-01-01T11:55:00Z\"}";
    private const string Template = "\"template\":{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\"}]}}";
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, string> Served => [.. KindCatalogue.BuiltIn.All.Where(k => k.Allows("list")).Select(k => (k.Group, k.Name))];

    [Theory]
    [MemberData(nameof(Served))]
    public void AnyServedKind_EmptyObject_HasOneCellPerColumn(string group, string kind) => Row(group, kind, "{" + Meta + "}").ShouldContain("x");

    [Theory]
    [InlineData("""{"conditions":[{"type":"Complete","status":"True"}],"succeeded":3,"startTime":"2026-01-01T11:56:00Z","completionTime":"2026-01-01T11:58:00Z"}""", "x|Complete|3/3|2m|5m|c|i|<none>")]
    [InlineData("""{"conditions":[{"type":"Suspended","status":"True"}]}""", "x|Suspended|0/3||5m|c|i|<none>")]
    [InlineData("""{"startTime":"2026-01-01T11:59:00Z"}""", "x|Running|0/3|60s|5m|c|i|<none>")]
    public void Job_ByItsStatus_ShowsUpstreamsWords(string status, string row) =>
        Row("batch", "Job", $"{{{Meta},\"spec\":{{\"completions\":3,{Template}}},\"status\":{status}}}").ShouldBe(row);

    [Fact]
    public void Job_WithoutCompletions_ShowsItsParallelism() =>
        Row("batch", "Job", $"{{{Meta},\"spec\":{{\"parallelism\":4,{Template}}}}}").ShouldBe("x|Running|0/1 of 4||5m|c|i|<none>");

    [Fact]
    public void CronJob_Suspended_SaysSo() =>
        Row("batch", "CronJob", $"{{{Meta},\"spec\":{{\"schedule\":\"@daily\",\"suspend\":true,\"jobTemplate\":{{\"spec\":{{{Template}}}}}}}}}")
            .ShouldBe("x|@daily|<none>|True|0|<none>|5m|c|i|<none>");

    [Fact]
    public void CronJob_WithATimeZone_ShowsItAndItsLastRun() =>
        Row("batch", "CronJob", $"{{{Meta},\"spec\":{{\"schedule\":\"@daily\",\"timeZone\":\"Europe/Berlin\",\"suspend\":false,\"jobTemplate\":{{\"spec\":{{{Template}}}}}}},\"status\":{{\"lastScheduleTime\":\"2026-01-01T11:00:00Z\",\"active\":[{{}}]}}}}")
            .ShouldBe("x|@daily|Europe/Berlin|False|1|60m|5m|c|i|<none>");

    [Theory]
    [InlineData("""{"conditions":[{"type":"FailureTarget","status":"True"}]}""", "FailureTarget")]
    [InlineData("""{"conditions":[{"type":"SuccessCriteriaMet","status":"True"}]}""", "SuccessCriteriaMet")]
    [InlineData("""{"conditions":[{"type":"FailureTarget","status":"True"},{"type":"Failed","status":"True"}]}""", "Failed")]
    public void Job_OnItsWayOut_SaysWhere(string status, string word) => Row("batch", "Job", $"{{{Meta},\"spec\":{{{Template}}},\"status\":{status}}}").ShouldStartWith($"x|{word}|");

    [Fact]
    public void Ingress_BehindALongName_ShowsAllOfIt() =>
        Row("networking.k8s.io", "Ingress", "{" + Meta + ""","spec":{"rules":[{"host":"a"}]},"status":{"loadBalancer":{"ingress":[{"hostname":"a-very-long-name.of.a.balancer.example.com"}]}}}""")
            .ShouldBe("x|<none>|a|a-very-long-name.of.a.balancer.example.com|80|5m");

    [Fact]
    public void PersistentVolumeClaim_Bound_ShowsItsClasses() =>
        Row("", "PersistentVolumeClaim", "{" + Meta + ""","spec":{"volumeName":"v","storageClassName":"std","volumeAttributesClassName":"gold","volumeMode":"Block"},"status":{"phase":"Bound","capacity":{"storage":"1Gi"},"accessModes":["ReadWriteOncePod"]}}""")
            .ShouldBe("x|Bound|v|1Gi|RWOP|std|gold|5m|Block");

    [Fact]
    public void DaemonSet_Running_ShowsCounts() =>
        Row("apps", "DaemonSet", $"{{{Meta},\"spec\":{{\"selector\":{{\"matchLabels\":{{\"a\":\"b\"}}}},{Template}}},\"status\":{{\"desiredNumberScheduled\":2,\"numberReady\":1}}}}")
            .ShouldBe("x|2|0|1|0|0|<none>|5m|c|i|a=b");

    [Theory]
    [InlineData("""{"rules":[{"host":"a.b"},{"host":"c.d"}],"ingressClassName":"std","tls":[{}]}""", "x|std|a.b,c.d||80, 443|5m")]
    [InlineData("""{"defaultBackend":{}}""", "x|<none>|*||80|5m")]
    public void Ingress_ByItsRules_ShowsHostsAndPorts(string spec, string row) => Row("networking.k8s.io", "Ingress", $"{{{Meta},\"spec\":{spec}}}").ShouldBe(row);

    [Fact]
    public void PersistentVolume_Bound_ShowsItsClaim() =>
        Row("", "PersistentVolume", "{" + Meta + ""","spec":{"capacity":{"storage":"1Gi"},"accessModes":["ReadOnlyMany","ReadWriteOnce"],"persistentVolumeReclaimPolicy":"Retain","claimRef":{"namespace":"n","name":"c"},"storageClassName":"std","volumeMode":"Filesystem"},"status":{"phase":"Bound"}}""")
            .ShouldBe("x|1Gi|RWO,ROX|Retain|Bound|n/c|std|<unset>||5m|Filesystem");

    [Fact]
    public void PersistentVolumeClaim_Pending_ShowsNoCapacity() =>
        Row("", "PersistentVolumeClaim", "{" + Meta + ""","spec":{"storageClassName":"std"},"status":{"phase":"Pending"}}""").ShouldBe("x|Pending||||std|<unset>|5m|<unset>");

    [Fact]
    public void StorageClass_Default_IsMarked() =>
        Row("storage.k8s.io", "StorageClass", """{"metadata":{"name":"s","creationTimestamp":"2026-01-01T11:55:00Z","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p","reclaimPolicy":"Delete","volumeBindingMode":"WaitForFirstConsumer"}""")
            .ShouldBe("s (default)|p|Delete|WaitForFirstConsumer|false|5m");

    [Theory]
    [InlineData("""[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""", "[]", "cpu: <unknown>/80%")]
    [InlineData("""[{"type":"Resource","resource":{"name":"cpu","target":{"type":"Utilization","averageUtilization":80}}}]""",
        """[{"type":"Resource","resource":{"name":"cpu","current":{"averageUtilization":12}}}]""", "cpu: 12%/80%")]
    [InlineData("""[{"type":"Pods","pods":{"target":{"averageValue":"1k"}}},{"type":"External","external":{"target":{"averageValue":"2"}}},{"type":"Object","object":{"target":{"value":"3"}}}]""", "[]",
        "<unknown>/1k, <unknown>/2 (avg) + 1 more...")]
    public void Autoscaler_ByItsMetrics_ShowsTargets(string metrics, string current, string targets) =>
        Row("autoscaling", "HorizontalPodAutoscaler", "{" + Meta + ""","spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":5,"metrics":@metrics},"status":{"currentReplicas":2,"currentMetrics":@current}}"""
            .Replace("@metrics", metrics, StringComparison.Ordinal).Replace("@current", current, StringComparison.Ordinal)).ShouldBe($"x|Deployment/d|{targets}|1|5|2|5m");

    [Fact]
    public void Autoscaler_OfTheOldVersion_ShowsItsTarget() =>
        Row("autoscaling", "HorizontalPodAutoscaler", """{"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"x","creationTimestamp":"2026-01-01T11:55:00Z"},"""
            + """ "spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":5,"targetCPUUtilizationPercentage":80},"status":{"currentReplicas":2,"currentCPUUtilizationPercentage":12}}""")
            .ShouldBe("x|Deployment/d|cpu: 12%/80%|1|5|2|5m");

    [Fact]
    public void Autoscaler_OfTheOldVersion_ShowsWhatItsAnnotationSays() =>
        Row("autoscaling", "HorizontalPodAutoscaler", """{"apiVersion":"autoscaling/v1","kind":"HorizontalPodAutoscaler","metadata":{"name":"x","creationTimestamp":"2026-01-01T11:55:00Z","""
            + """ "annotations":{"autoscaling.alpha.kubernetes.io/metrics":"[{\"type\":\"Pods\",\"pods\":{\"target\":{\"averageValue\":\"1k\"}}}]"}},"spec":{"scaleTargetRef":{"kind":"Deployment","name":"d"},"minReplicas":1,"maxReplicas":5}}""")
            .ShouldBe("x|Deployment/d|<unknown>/1k|1|5|0|5m");

    [Fact]
    public void Scale_OfAWorkload_ShowsItsReplicas() =>
        Row("autoscaling", "Scale", "{" + Meta + ""","spec":{"replicas":3},"status":{"replicas":2}}""").ShouldBe("x|3|2|5m");

    [Fact]
    public void ResourceQuota_InUse_SplitsRequestsAndLimits() =>
        Row("", "ResourceQuota", "{" + Meta + ""","status":{"hard":{"pods":"10","limits.cpu":"2"},"used":{"pods":"3"}}}""").ShouldBe("x|pods: 3/10|limits.cpu: 0/2|5m");

    private static string Row(string group, string kind, string json)
    {
        var cells = TablePrinter.Cells(group, kind, Document.Parse(json), Now);
        cells.Count.ShouldBe(TablePrinter.Columns(group, kind).Count);
        return string.Join('|', cells.Select(c => c is DraftScalar s ? s.Text : c.ToString()));
    }
}
