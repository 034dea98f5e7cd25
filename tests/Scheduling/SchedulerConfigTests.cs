using System.Text;
using Timonier.Scheduling.Configuration;

namespace Timonier.Scheduling.Tests;

public sealed class SchedulerConfigTests
{
    private const string Head = "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

    [Theory]
    [InlineData("kind: KubeSchedulerConfiguration", "couldn't get version/kind; json parse error: Object 'apiVersion' is missing")]
    [InlineData("apiVersion: kubescheduler.config.k8s.io/v1", "Object 'Kind' is missing")]
    [InlineData("apiVersion: v1\nkind: Pod", "no kind \"Pod\" is registered for version \"v1\" in scheme: kubescheduler.config.k8s.io/v1 KubeSchedulerConfiguration is expected")]
    [InlineData(Head + "proflies: []", "strict decoding error: unknown field \"proflies\"")]
    [InlineData(Head + "profiles: [{schedulerNmae: x}]", "strict decoding error: unknown field \"profiles[0].schedulerNmae\"")]
    [InlineData(Head + "parallelism: 0", "parallelism: Invalid value: 0: should be an integer value greater than zero")]
    [InlineData(Head + "percentageOfNodesToScore: 101", "percentageOfNodesToScore: Invalid value: 101: not in valid range [0-100]")]
    [InlineData(Head + "podInitialBackoffSeconds: 0", "podInitialBackoffSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData(Head + "podInitialBackoffSeconds: 5\npodMaxBackoffSeconds: 4", "podMaxBackoffSeconds: Invalid value: 4: must be greater than or equal to PodInitialBackoffSeconds")]
    [InlineData(Head + "percentageOfNodesToScore: -1\nparallelism: -1", "[parallelism: Invalid value: -1: should be an integer value greater than zero, percentageOfNodesToScore: Invalid value: -1: not in valid range [0-100]]")]
    [InlineData(Head + "profiles: [{schedulerName: a}, {schedulerName: a}]", "profiles[1].schedulerName: Duplicate value: \"a\"")]
    [InlineData(Head + "profiles: [{schedulerName: a}, {}]", "profiles[1].schedulerName: Required value")]
    [InlineData(Head + "profiles: [{plugins: {score: {enabled: [{name: Nothing}]}}}]", "profiles[0].plugins.score.enabled[0]: Invalid value: \"Nothing\": plugin \"Nothing\" does not exist")]
    [InlineData(Head + "profiles: [{plugins: {bind: {disabled: [{name: '*'}]}}}]", "at least one bind plugin is needed for profile with scheduler name \"default-scheduler\"")]
    [InlineData(Head + "profiles: [{plugins: {queueSort: {disabled: [{name: '*'}]}}}]", "no queue sort plugin is enabled in profile default-scheduler")]
    [InlineData(Head + "profiles: [{schedulerName: a}, {schedulerName: b, plugins: {queueSort: {enabled: [{name: PrioritySort}]}}}]", "profiles[1].plugins.queueSort: Invalid value: \"enabled PrioritySort, disabled \": has to match for all profiles")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: NodePorts, args: {}}]}]", "profiles[0].pluginConfig[0]: Invalid value: \"NodePorts\": this plugin has no settings")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: InterPodAffinity, args: {hardPodAffinityWeight: 101}}]}]", "profiles[0].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101: not in valid range [0-100]")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: InterPodAffinity, args: {}}, {name: InterPodAffinity, args: {}}]}]", "profiles[0].pluginConfig[1]: Duplicate value: \"InterPodAffinity\"")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: InterPodAffinity, args: {kind: NodeAffinityArgs}}]}]", "profiles[0].pluginConfig[0].args: Invalid value: \"NodeAffinityArgs\": has to match plugin \"InterPodAffinity\"")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: Best}}}]}]", "profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported value: \"Best\": supported values: \"LeastAllocated\", \"MostAllocated\", \"RequestedToCapacityRatio\"")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {resources: [{name: cpu, weight: 101}]}}}]}]", "profiles[0].pluginConfig[0].args.scoringStrategy.resources[0].weight: Invalid value: 101: resource weight of cpu not in valid range [1-100]")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type: RequestedToCapacityRatio}}}]}]", "profiles[0].pluginConfig[0].args.scoringStrategy.requestedToCapacityRatio.shape: Required value: at least one point must be specified")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {ignoredResourceGroups: [a/b]}}]}]", "profiles[0].pluginConfig[0].args.ignoredResourceGroups[0]: Invalid value: \"a/b\": resource group name can't contain '/'")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: DefaultPreemption, args: {minCandidateNodesPercentage: 0, minCandidateNodesAbsolute: 0}}]}]", "profiles[0].pluginConfig[0].args.minCandidateNodesPercentage: Invalid value: 0: cannot be zero at the same time as minCandidateNodesAbsolute")]
    [InlineData(Head + "profiles: [{pluginConfig: [{name: PodTopologySpread, args: {defaultConstraints: [{maxSkew: 1, topologyKey: z, whenUnsatisfiable: DoNotSchedule}]}}]}]", "profiles[0].pluginConfig[0].args.defaultingType: Invalid value: \"System\": when .defaultConstraints are not empty")]
    [InlineData(Head + "extenders: [{urlPrefix: 'http://127.0.0.1:1', prioritizeVerb: p}]", "extenders[0].weight: Invalid value: 0: must have a positive weight applied to it")]
    [InlineData(Head + "extenders: [{urlPrefix: 'http://a', bindVerb: b}, {urlPrefix: 'http://b', bindVerb: b}]", "extenders: Invalid value: \"found 2 extenders implementing bind\": only one extender can implement bind")]
    [InlineData(Head + "extenders: [{urlPrefix: 'https://a', tlsConfig: {insecure: true, caData: ''}, enableHTTPS: true, bidnVerb: b}]", "strict decoding error: unknown field \"extenders[0].bidnVerb\"")]
    [InlineData(Head + "extenders: [{urlPrefix: 'https://a', tlsConfig: {certData: ''}}, {urlPrefix: 'https://b', tlsConfig: {caFlie: x}}]", "strict decoding error: unknown field \"extenders[1].tlsConfig.caFlie\"")]
    [InlineData(Head + "extenders: [{urlPrefix: 'https://a', tlsConfig: {certData: YQ==}}]", "extenders[0].tlsConfig: Invalid value: \"certFile, keyFile\": certificate and key must be given together")]
    [InlineData(Head + "extenders: [{urlPrefix: 'https://a', tlsConfig: {insecure: true, caData: YQ==}}]", "extenders[0].tlsConfig.insecure: Invalid value: true: specifying a root certificates file with the insecure flag is not allowed")]
    public void Read_WhatIsWrong_IsTold(string yaml, string told) => Should.Throw<FormatException>(() => Read(yaml)).Message.ShouldBe(told);

    [Fact]
    public void Read_Nothing_IsUpstreamsDefaults()
    {
        var profile = ProfileBuilder.Build(Read(Head).Profiles[0], Read(Head));
        profile.SchedulerName.ShouldBe("default-scheduler");
        profile.Filters.Select(f => f.Name).ShouldBe(["NodeUnschedulable", "NodeName", "TaintToleration", "NodeAffinity", "NodePorts", "NodeResourcesFit",
            "VolumeRestrictions", "NodeVolumeLimits", "VolumeBinding", "VolumeZone", "PodTopologySpread", "InterPodAffinity", "DynamicResources"]);
        profile.Scores.Select(s => (s.Plugin.Name, s.Weight)).ShouldBe([("TaintToleration", 3), ("NodeAffinity", 2), ("NodeResourcesFit", 1), ("PodTopologySpread", 2),
            ("InterPodAffinity", 2), ("NodeResourcesBalancedAllocation", 1), ("ImageLocality", 1)]);
        profile.PostFilters.Select(p => p.Name).ShouldBe(["DynamicResources", "DefaultPreemption"]);
        profile.Binds.Select(b => b.Name).ShouldBe(["DefaultBinder"]);
    }

    [Fact]
    public void Read_Plugins_AreSwitchedOffAndOnAndWeighed()
    {
        var config = Read(Head + """
            percentageOfNodesToScore: 30
            podMaxBackoffSeconds: 60
            profiles:
            - schedulerName: packer
              percentageOfNodesToScore: 100
              plugins:
                multiPoint:
                  enabled: [{name: NodeAffinity, weight: 9}]
                  disabled: [{name: ImageLocality}]
                score:
                  enabled: [{name: NodeResourcesFit, weight: 5}]
                  disabled: [{name: PodTopologySpread}, {name: NodeResourcesFit}]
                postFilter:
                  disabled: [{name: '*'}]
            - schedulerName: bare
              plugins:
                multiPoint:
                  enabled: [{name: PrioritySort}, {name: DefaultBinder}, {name: NodeName}]
                  disabled: [{name: '*'}]
            """);
        var (packer, bare) = (ProfileBuilder.Build(config.Profiles[0], config), ProfileBuilder.Build(config.Profiles[1], config));
        (packer.PercentageOfNodesToScore, bare.PercentageOfNodesToScore, config.PodMaxBackoff).ShouldBe((100, 30, TimeSpan.FromMinutes(1)));
        packer.Scores.Select(s => (s.Plugin.Name, s.Weight)).ShouldBe([("NodeResourcesFit", 5), ("TaintToleration", 3), ("NodeAffinity", 9), ("InterPodAffinity", 2), ("NodeResourcesBalancedAllocation", 1)]);
        packer.PostFilters.ShouldBeEmpty();
        packer.Filters.Select(f => f.Name).ShouldContain("PodTopologySpread");
        bare.Filters.Select(f => f.Name).ShouldBe(["NodeName"]);
        bare.Scores.ShouldBeEmpty();
    }

    private static SchedulerConfig Read(string yaml) => SchedulerConfigReader.Read(Encoding.UTF8.GetBytes(yaml));
}
