namespace Timonier.Kinds.Tests;

public class RulesOfKindsTests
{
    private static string Named(string fields) => "{\"metadata\":{\"name\":\"x\"}," + fields + "}";

    private static string Workload(string fields) => Named(
        "\"spec\":" + """{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"a","image":"i"}]}},""" + fields + "}");

    [Theory]
    [InlineData("\"type\":\"ClusterIP\",\"ports\":[{\"port\":80,\"nodePort\":30000}]", "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'")]
    [InlineData("\"ports\":[{\"name\":\"a\",\"port\":80},{\"name\":\"a\",\"port\":81}]", "spec.ports[1].name: Duplicate value: \"a\"")]
    [InlineData("\"type\":\"ExternalName\"", "spec.externalName: Required value")]
    [InlineData("\"clusterIP\":\"bad\",\"ports\":[{\"port\":80}]", "spec.clusterIPs[0]: Invalid value: \"bad\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    [InlineData("\"type\":\"X\",\"ports\":[{\"port\":80}]", "spec.type: Unsupported value: \"X\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"")]
    [InlineData("\"sessionAffinity\":\"ClientIP\",\"sessionAffinityConfig\":{\"clientIP\":{\"timeoutSeconds\":0}},\"ports\":[{\"port\":80}]",
        "spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 0: must be greater than 0 and less than 86400")]
    [InlineData("\"externalIPs\":[\"127.0.0.1\"],\"ports\":[{\"port\":80}]", "spec.externalIPs[0]: Invalid value: \"127.0.0.1\": may not be in the loopback range (127.0.0.0/8, ::1/128)")]
    [InlineData("\"clusterIP\":\"None\"", "")]
    [InlineData("\"type\":\"ClusterIP\",\"clusterIP\":\"None\",\"ports\":[{\"port\":80}]", "")]
    public void Service_Wrong_IsTold(string spec, string expected) => RulesTests.Found("", "Service", Named("\"spec\":{" + spec + "}")).ShouldBe(expected);

    [Fact]
    public void Service_OfAnotherAddress_IsTold() =>
        RulesTests.Found("", "Service", Named("\"spec\":{\"clusterIP\":\"10.43.0.2\",\"ports\":[{\"port\":80}]}"), Named("\"spec\":{\"clusterIP\":\"10.43.0.1\",\"ports\":[{\"port\":80}]}"))
            .ShouldBe("spec.clusterIPs[0]: Invalid value: [\"10.43.0.2\"]: may not change once set");

    [Theory]
    [InlineData("\"strategy\":{\"type\":\"Recreate\",\"rollingUpdate\":{}}", "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'")]
    [InlineData("\"strategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxSurge\":\"0%\",\"maxUnavailable\":0}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0")]
    [InlineData("\"strategy\":{\"type\":\"RollingUpdate\",\"rollingUpdate\":{\"maxSurge\":1,\"maxUnavailable\":\"101%\"}}", "spec.strategy.rollingUpdate.maxUnavailable: Invalid value: \"101%\": must not be greater than 100%")]
    [InlineData("\"minReadySeconds\":10,\"progressDeadlineSeconds\":10", "spec.progressDeadlineSeconds: Invalid value: 10: must be greater than minReadySeconds")]
    [InlineData("\"revisionHistoryLimit\":-1", "spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0")]
    public void Deployment_Wrong_IsTold(string fields, string expected) => RulesTests.Found("apps", "Deployment", Workload(fields)).ShouldBe(expected);

    [Fact]
    public void Workload_OfAnotherSelector_IsTold() =>
        RulesTests.Found("apps", "ReplicaSet", Workload("\"replicas\":1"), Workload("\"replicas\":1").Replace("matchLabels\":{\"a\":\"b\"", "matchLabels\":{\"a\":\"c\"", StringComparison.Ordinal))
            .ShouldBe("spec.selector: Invalid value: {\"matchLabels\":{\"a\":\"b\"}}: field is immutable");

    [Theory]
    [InlineData("\"type\":\"kubernetes.io/tls\",\"data\":{\"tls.crt\":\"\"}", "data[tls.key]: Required value")]
    [InlineData("\"type\":\"kubernetes.io/basic-auth\"", "data[username]: Required value; data[password]: Required value")]
    [InlineData("\"type\":\"kubernetes.io/ssh-auth\"", "data[ssh-privatekey]: Required value")]
    [InlineData("\"type\":\"kubernetes.io/dockerconfigjson\",\"data\":{\".dockerconfigjson\":\"e30=\"}", "")]
    [InlineData("\"type\":\"kubernetes.io/dockerconfigjson\",\"data\":{\".dockerconfigjson\":\"e30x\"}", "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid character in JSON text")]
    public void Secret_OfAType_NeedsItsKeys(string fields, string expected) => RulesTests.Found("", "Secret", Named(fields)).ShouldBe(expected);

    [Fact]
    public void ConfigMap_Sealed_KeepsItsData() =>
        RulesTests.Found("", "ConfigMap", Named("\"immutable\":true,\"data\":{\"a\":\"2\"}"), Named("\"immutable\":true,\"data\":{\"a\":\"1\"}")).ShouldBe("data: Forbidden: field is immutable when `immutable` is set");

    [Fact]
    public void ConfigMap_OverAMebibyte_IsTooLong() =>
        RulesTests.Found("", "ConfigMap", Named("\"data\":{\"a\":\"" + new string('x', 1048577) + "\"}")).ShouldBe(": Too long: may not be more than 1048576 bytes");

    [Theory]
    [InlineData("rbac.authorization.k8s.io", "Role", "\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"pods\"]}]", "rules[0].verbs: Required value: verbs must contain at least one value")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRole", "\"rules\":[{\"verbs\":[\"get\"]}]",
        "rules[0].apiGroups: Required value: resource rules must supply at least one api group; rules[0].resources: Required value: resource rules must supply at least one resource")]
    [InlineData("rbac.authorization.k8s.io", "ClusterRoleBinding", "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"Role\",\"name\":\"r\"}", "roleRef.kind: Unsupported value: \"Role\": supported values: \"ClusterRole\"")]
    [InlineData("discovery.k8s.io", "EndpointSlice", "\"addressType\":\"IPv4\",\"endpoints\":[{\"addresses\":[]}]", "endpoints[0].addresses: Required value: must contain at least 1 address")]
    [InlineData("", "Endpoints", "\"subsets\":[{}]", "subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`")]
    [InlineData("coordination.k8s.io", "Lease", "\"spec\":{\"leaseDurationSeconds\":0}", "spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0")]
    [InlineData("", "Node", "\"spec\":{\"taints\":[{\"key\":\"a\",\"effect\":\"X\"}]}", "metadata.taints[0].effect: Unsupported value: \"X\": supported values: \"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\"")]
    public void Kind_Wrong_IsTold(string group, string kind, string fields, string expected) => RulesTests.Found(group, kind, Named(fields)).ShouldBe(expected);

    [Fact]
    public void Binding_OfAnotherRole_IsTold()
    {
        const string Role = "\"roleRef\":{\"apiGroup\":\"rbac.authorization.k8s.io\",\"kind\":\"ClusterRole\",\"name\":\"r\"}";
        RulesTests.Found("rbac.authorization.k8s.io", "RoleBinding", Named(Role), Named(Role.Replace("\"r\"", "\"s\"", StringComparison.Ordinal))).ShouldEndWith("cannot change roleRef");
    }
}
