namespace Timonier.Kinds.Tests;

public class RulesOfPodsTests
{
    private static string Pod(string spec) => "{\"metadata\":{\"name\":\"p\"},\"spec\":" + spec + "}";

    private static string Container(string fields) => Pod("{\"containers\":[{\"name\":\"a\",\"image\":\"i\"," + fields + "}]}");

    [Theory]
    [InlineData("""{"containers":[{"name":"a","image":"j"}],"activeDeadlineSeconds":60,"tolerations":[{"key":"a","operator":"Exists"},{"key":"b","operator":"Exists"}]}""", "")]
    [InlineData("""{"containers":[{"name":"a","image":"i"},{"name":"b","image":"i"}],"tolerations":[{"key":"a","operator":"Exists"}]}""", "spec.containers: Forbidden: pod updates may not add or remove containers")]
    [InlineData("""{"containers":[{"name":"a","image":"i"}]}""", "spec.tolerations: Forbidden: existing toleration can not be modified except its tolerationSeconds")]
    [InlineData("""{"containers":[{"name":"a","image":"i"}],"tolerations":[{"key":"a","operator":"Exists"}],"schedulingGates":[{"name":"g"}]}""",
        "spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'g'")]
    [InlineData("""{"containers":[{"name":"a","image":"i"}],"tolerations":[{"key":"a","operator":"Exists"}],"restartPolicy":"Never"}""",
        "spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)\n- \"restartPolicy\": \"Never\"\n")]
    [InlineData("""{"containers":[{"name":"a","image":"i"}],"tolerations":[{"key":"a","operator":"Exists"}],"hostNetwork":false,"volumes":[]}""", "")]
    public void Update_OfAField_IsAllowedOrTold(string spec, string expected) =>
        RulesTests.Found("", "Pod", Pod(spec), Pod("""{"containers":[{"name":"a","image":"i"}],"tolerations":[{"key":"a","operator":"Exists"}]}""")).ShouldBe(expected);

    [Theory]
    [InlineData("", "must not update from a positive integer to nil value", "null")]
    [InlineData(",\"activeDeadlineSeconds\":90", "must be less than or equal to previous value", "90")]
    public void Update_OfTheDeadline_OnlyShortens(string deadline, string why, string value) =>
        RulesTests.Found("", "Pod", Pod("{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]" + deadline + "}"), Pod("""{"containers":[{"name":"a","image":"i"}],"activeDeadlineSeconds":60}"""))
            .ShouldBe($"spec.activeDeadlineSeconds: Invalid value: {value}: {why}");

    [Fact]
    public void Resize_OfAnotherField_IsForbidden() =>
        RulesTests.Found("", "Pod", Container("\"tty\":true"), Container("\"tty\":false"), "resize").ShouldBe("spec: Forbidden: only cpu and memory resources are mutable");

    [Fact]
    public void EphemeralContainers_TakenAway_AreTold() =>
        RulesTests.Found("", "Pod", Pod("""{"containers":[{"name":"a","image":"i"}]}"""), Pod("""{"containers":[{"name":"a","image":"i"}],"ephemeralContainers":[{"name":"d","image":"i"}]}"""), "ephemeralcontainers")
            .ShouldBe("spec.ephemeralContainers: Forbidden: existing ephemeral containers \"d\" may not be removed\n");

    [Theory]
    [InlineData("\"ports\":[{\"containerPort\":0}]", ".ports[0].containerPort: Required value")]
    [InlineData("\"ports\":[{\"containerPort\":80,\"name\":\"--\"}]", ".ports[0].name: Invalid value: \"--\": must contain at least one letter (a-z); spec.containers[0].ports[0].name: Invalid value: \"--\": must not contain consecutive hyphens; spec.containers[0].ports[0].name: Invalid value: \"--\": must not begin or end with a hyphen")]
    [InlineData("\"ports\":[{\"containerPort\":80,\"protocol\":\"X\"}]", ".ports[0].protocol: Unsupported value: \"X\": supported values: \"SCTP\", \"TCP\", \"UDP\"")]
    [InlineData("\"ports\":[{\"containerPort\":80,\"hostPort\":8},{\"containerPort\":81,\"hostPort\":8}]", ".ports[1].hostPort: Duplicate value: \"TCP//8\"")]
    [InlineData("\"env\":[{\"name\":\"A\",\"value\":\"x\",\"valueFrom\":{\"fieldRef\":{\"fieldPath\":\"metadata.name\"}}}]", ".env[0].valueFrom: Invalid value: \"\": may not be specified when `value` is not empty")]
    [InlineData("\"env\":[{\"name\":\"\"}]", ".env[0].name: Required value")]
    [InlineData("\"envFrom\":[{}]", ".envFrom: Invalid value: \"\": must specify one of: `configMapRef` or `secretRef`")]
    [InlineData("\"livenessProbe\":{\"successThreshold\":1}", ".livenessProbe: Required value: must specify a handler type")]
    [InlineData("\"livenessProbe\":{\"tcpSocket\":{\"port\":80},\"successThreshold\":2}", ".livenessProbe.successThreshold: Invalid value: 2: must be 1")]
    [InlineData("\"readinessProbe\":{\"tcpSocket\":{\"port\":80},\"exec\":{\"command\":[\"a\"]}}", ".readinessProbe.tcpSocket: Forbidden: may not specify more than 1 handler type")]
    [InlineData("\"lifecycle\":{\"preStop\":{\"sleep\":{\"seconds\":99}}}", ".lifecycle.preStop.sleep: Invalid value: 99: must be non-negative and less than terminationGracePeriodSeconds (30)")]
    [InlineData("\"resources\":{\"limits\":{\"cpu\":\"1\"},\"requests\":{\"cpu\":\"2\"}}", ".resources.requests: Invalid value: \"2\": must be less than or equal to cpu limit of 1")]
    [InlineData("\"resources\":{\"limits\":{\"cpu\":\"-1\"}}", ".resources.limits[cpu]: Invalid value: \"-1\": must be greater than or equal to 0")]
    [InlineData("\"resources\":{\"limits\":{\"disk\":\"1\"}}", ".resources.limits[disk]: Invalid value: \"disk\": must be a standard resource type or fully qualified; spec.containers[0].resources.limits[disk]: Invalid value: \"disk\": must be a standard resource for containers")]
    [InlineData("\"volumeMounts\":[{\"name\":\"v\",\"mountPath\":\"/a\"}]", ".volumeMounts[0].name: Not found: \"v\"")]
    [InlineData("\"imagePullPolicy\":\"Sometimes\"", ".imagePullPolicy: Unsupported value: \"Sometimes\": supported values: \"Always\", \"IfNotPresent\", \"Never\"")]
    [InlineData("\"securityContext\":{\"privileged\":true,\"allowPrivilegeEscalation\":false}",
        ".securityContext: Invalid value: {\"privileged\":true,\"allowPrivilegeEscalation\":false}: cannot set `allowPrivilegeEscalation` to false and `privileged` to true")]
    public void Container_Wrong_IsTold(string fields, string expected) => RulesTests.Found("", "Pod", Container(fields)).ShouldBe("spec.containers[0]" + expected);

    [Theory]
    [InlineData("\"restartPolicy\":\"X\"", "spec.restartPolicy: Unsupported value: \"X\": supported values: \"Always\", \"OnFailure\", \"Never\"")]
    [InlineData("\"dnsPolicy\":\"None\"", "spec.dnsConfig: Required value: must provide `dnsConfig` when `dnsPolicy` is None")]
    [InlineData("\"volumes\":[{\"name\":\"v\"}]", "spec.volumes[0]: Required value: must specify a volume type")]
    [InlineData("\"volumes\":[{\"name\":\"v\",\"emptyDir\":{},\"hostPath\":{\"path\":\"/\"}}]", "spec.volumes[0].hostPath: Forbidden: may not specify more than 1 volume type")]
    [InlineData("\"volumes\":[{\"name\":\"v\",\"emptyDir\":{}},{\"name\":\"v\",\"emptyDir\":{}}]", "spec.volumes[1].name: Duplicate value: \"v\"")]
    [InlineData("\"tolerations\":[{\"operator\":\"Equal\"}]", "spec.tolerations[0].operator: Invalid value: \"Equal\": operator must be Exists when `key` is empty, which means \"match all values and all keys\"")]
    [InlineData("\"affinity\":{\"nodeAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":{}}}",
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms: Required value: must have at least one node selector term")]
    [InlineData("\"topologySpreadConstraints\":[{\"maxSkew\":0,\"topologyKey\":\"z\",\"whenUnsatisfiable\":\"DoNotSchedule\"}]", "spec.topologySpreadConstraints[0].maxSkew: Invalid value: 0: must be greater than zero")]
    [InlineData("\"nodeName\":\"n\",\"schedulingGates\":[{\"name\":\"g\"}]", "spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared")]
    [InlineData("\"initContainers\":[{\"name\":\"b\",\"image\":\"i\",\"livenessProbe\":{}}]", "spec.initContainers[0].livenessProbe: Forbidden: may not be set for init containers without restartPolicy=Always")]
    [InlineData("\"ephemeralContainers\":[{\"name\":\"b\",\"image\":\"i\",\"targetContainerName\":\"x\"}]", "spec.ephemeralContainers[0].targetContainerName: Not found: \"x\"; spec.ephemeralContainers: Forbidden: cannot be set on create")]
    [InlineData("\"hostAliases\":[{\"ip\":\"x\"}]", "spec.hostAliases[0].ip: Invalid value: \"x\": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)")]
    public void Spec_Wrong_IsTold(string fields, string expected) =>
        RulesTests.Found("", "Pod", Pod("{\"containers\":[{\"name\":\"a\",\"image\":\"i\"}]," + fields + "}")).ShouldBe(expected);
}
