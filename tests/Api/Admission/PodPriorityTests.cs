namespace Timonier.Api.Tests.Admission;

public sealed class PodPriorityTests
{
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Classes = "/apis/scheduling.k8s.io/v1/priorityclasses";

    private static async Task<ApiServer> WithClassesAsync(bool isDefault = false)
    {
        var server = await ApiServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/api/v1/namespaces/default/serviceaccounts", """{"metadata":{"name":"default"}}""");
        (await server.SendAsync(HttpMethod.Post, Classes, $$$"""{"metadata":{"name":"high"},"value":1000,"preemptionPolicy":"Never","globalDefault":{{{(isDefault ? "true" : "false")}}}}""")).Code.ShouldBe(201);
        return server;
    }

    private static string Pod(string spec) => $$$"""{"metadata":{"name":"p"},"spec":{{{{spec}}}"containers":[{"name":"c","image":"i"}]}}""";

    [Theory]
    [InlineData("\"priorityClassName\":\"high\",", 1000, "Never")]
    [InlineData("\"priorityClassName\":\"system-node-critical\",", 2000001000, "PreemptLowerPriority")]
    [InlineData("", 0, "PreemptLowerPriority")]
    public async Task Pod_HasThePriorityOfItsClass(string spec, int priority, string preemption)
    {
        await using var server = await WithClassesAsync();
        var (code, pod) = await server.SendAsync(HttpMethod.Post, Pods, Pod(spec));
        code.ShouldBe(201);
        pod.Spec["priority"u8].AsInt64().ShouldBe(priority);
        pod.Spec["preemptionPolicy"u8].AsString().ShouldBe(preemption);
    }

    [Fact]
    public async Task Pod_WithoutAClass_GetsTheDefaultOne()
    {
        await using var server = await WithClassesAsync(isDefault: true);
        var (_, pod) = await server.SendAsync(HttpMethod.Post, Pods, Pod(""));
        pod.Spec["priorityClassName"u8].AsString().ShouldBe("high");
        pod.Spec["priority"u8].AsInt64().ShouldBe(1000);
    }

    [Theory]
    [InlineData("\"priorityClassName\":\"none\",", "pods \"p\" is forbidden: no PriorityClass with name none was found")]
    [InlineData("\"priority\":5,", "pods \"p\" is forbidden: the integer value of priority (5) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name")]
    public async Task Priority_ThatNoClassGives_IsRefused(string spec, string message)
    {
        await using var server = await WithClassesAsync();
        var (code, status) = await server.SendAsync(HttpMethod.Post, Pods, Pod(spec));
        status.Root["message"u8].AsString().ShouldBe(message);
        code.ShouldBe(403);
    }
}
