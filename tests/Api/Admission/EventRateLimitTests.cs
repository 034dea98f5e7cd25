using System.Text;
using Timonier.Api.Admission;
using Timonier.Api.Admission.Configuration;
using Timonier.Api.Admission.Events;
using Timonier.Api.Admission.PodSecurity;
using static Timonier.Api.Tests.Admission.Namespaced;

namespace Timonier.Api.Tests.Admission;

public sealed class EventRateLimitTests
{
    private const string Own = """
        apiVersion: apiserver.config.k8s.io/v1
        kind: AdmissionConfiguration
        plugins:
        - name: EventRateLimit
          path: limits.yaml
        - name: PodSecurity
          configuration:
            apiVersion: pod-security.admission.config.k8s.io/v1
            kind: PodSecurityConfiguration
            defaults: {enforce: baseline, enforce-version: v1.30, warn: restricted}
            exemptions: {namespaces: [kube-system], usernames: [root], runtimeClasses: [kata]}
        """;

    [Fact]
    public async Task Events_BeyondTheLimit_AreRefusedUntilTheBucketFills()
    {
        await using var server = await WithAsync(new EventLimit(EventLimitType.Server, PerSecond: 1, Burst: 2));
        await server.AddAsync(Core + "events", Event("a"));
        await server.AddAsync("/apis/events.k8s.io/v1/namespaces/default/events",
            "{'metadata':{'name':'b'},'eventTime':'2026-03-01T10:00:00.000000Z','action':'a','reason':'r','type':'Normal','reportingController':'x/y','reportingInstance':'z','regarding':{'namespace':'default'}}");
        var (code, refused) = await server.PostAsync(Core + "events", Event("c"));
        code.ShouldBe(429);
        refused.Root["reason"u8].AsString().ShouldBe("TooManyRequests");
        refused.Root["message"u8].AsString().ShouldBe("Too many requests: limit reached on type Server for key ");
        (await server.PostAsync(Core + "configmaps", "{'metadata':{'name':'c'}}")).Code.ShouldBe(201);
        (await server.PostAsync(Core + "events?dryRun=All", Event("c"))).Code.ShouldBe(201);
    }

    [Fact]
    public async Task EachLimit_CountsByItsKey_AndAllThatRefuseAreNamed()
    {
        await using var server = await WithAsync(new EventLimit(EventLimitType.SourceAndObject, 1, 1), new EventLimit(EventLimitType.Namespace, 1, 2));
        await server.AddAsync(Core + "events", Event("a", "one"));
        await server.AddAsync(Core + "events", Event("b", "two"));
        var (_, refused) = await server.PostAsync(Core + "events", Event("c", "one"));
        refused.Root["message"u8].AsString().ShouldBe(
            "Too many requests: [limit reached on type SourceAndObject for key kubelethost1PoddefaultoneABCv1, limit reached on type Namespace for key default]");
    }

    [Fact]
    public void Buckets_FillWithTime_AndForgetWhoWasNotHeardOf()
    {
        var time = new SettableTime();
        var buckets = new EventBuckets(new EventLimit(EventLimitType.User, PerSecond: 2, Burst: 1, Remembered: 2), time);
        buckets.Take("a").ShouldBeTrue();
        buckets.Take("a").ShouldBeFalse();
        time.Now += TimeSpan.FromMilliseconds(500);
        buckets.Take("a").ShouldBeTrue();
        buckets.Take("b").ShouldBeTrue();
        buckets.Take("a").ShouldBeFalse();
        buckets.Take("c").ShouldBeTrue();
        // That was the third: b, not heard of the longest, begins anew, and a does not.
        buckets.Take("a").ShouldBeFalse();
        buckets.Take("b").ShouldBeTrue();
    }

    [Fact]
    public void Configuration_TellsEachStepItsOwn()
    {
        var read = AdmissionConfigReader.Read(Encoding.UTF8.GetBytes(Own), path =>
        {
            path.ShouldBe("limits.yaml");
            return Limits("{type: Namespace, qps: 50, burst: 100, cacheSize: 2000}", "{type: Server, qps: 10, burst: 20}");
        });
        read.EventLimits.ShouldBe([new EventLimit(EventLimitType.Namespace, 50, 100, 2000), new EventLimit(EventLimitType.Server, 10, 20, 4096)]);
        read.PodSecurity.Enforce.ShouldBe(new PodStandard(PodLevel.Baseline, 30));
        read.PodSecurity.Audit.ShouldBe(new PodStandard(PodLevel.Privileged));
        read.PodSecurity.Warn.ShouldBe(new PodStandard(PodLevel.Restricted));
        read.PodSecurity.ExemptNamespaces.ShouldBe(["kube-system"]);
        read.PodSecurity.ExemptUsers.ShouldBe(["root"]);
        read.PodSecurity.ExemptRuntimeClasses.ShouldBe(["kata"]);
    }

    [Theory]
    [InlineData("{type: Everyone, qps: 1, burst: 1}", "limits[0].type: Unsupported value: \"Everyone\"")]
    [InlineData("{type: Server, qps: 0, burst: 1}", "limits[0].qps: Invalid value: 0: must be positive")]
    [InlineData("{type: Server, qps: 1}", "limits[0].burst: Invalid value: 0: must be positive")]
    [InlineData("{type: Server, qps: 1, burst: 1, cacheSize: -1}", "limits[0].cacheSize: Invalid value: -1: must not be negative")]
    public void Configuration_ThatCannotBe_IsRefusedWithItsPlace(string limit, string why) =>
        Should.Throw<FormatException>(() => AdmissionConfigReader.Read(Encoding.UTF8.GetBytes(Own), _ => Limits(limit))).Message.ShouldContain(why);

    private static byte[] Limits(params string[] limits) =>
        Encoding.UTF8.GetBytes($"apiVersion: eventratelimit.admission.k8s.io/v1alpha1\nkind: Configuration\nlimits: [{string.Join(", ", limits)}]\n");

    private static Task<ApiServer> WithAsync(params EventLimit[] limits) =>
        StartAsync(new ApiConfig { Admission = new AdmissionPlugins { Enabled = ["EventRateLimit"] }, EventLimits = limits });

    private static string Event(string name, string about = "p") =>
        $"{{'metadata':{{'name':'{name}'}},'involvedObject':{{'kind':'Pod','namespace':'default','name':'{about}','uid':'ABC','apiVersion':'v1'}},'source':{{'component':'kubelet','host':'host1'}},'reason':'r','message':'m'}}";
}
