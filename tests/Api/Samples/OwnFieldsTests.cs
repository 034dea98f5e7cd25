using Timonier.Documents;

namespace Timonier.Api.Tests.Samples;

/// <summary>What the server sets or keeps in single kinds, whatever their writers say.</summary>
public sealed class OwnFieldsTests
{
    [Theory]
    [InlineData("apps/v1 deployments", false, true)]
    [InlineData("apps/v1 replicasets", true, true)]
    [InlineData("v1 persistentvolumeclaims", true, true)]
    [InlineData("flowcontrol.apiserver.k8s.io/v1 flowschemas", false, false)]
    [InlineData("storage.k8s.io/v1 volumeattachments", false, false)]
    [InlineData("apiregistration.k8s.io/v1 apiservices", false, false)]
    public async Task StatusWrite_WithMetadata_ChangesWhatTheKindAllows(string resource, bool labels, bool annotations)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        var made = await sample.MakeAsync(server);
        var written = await sample.ChangeAsync(server, """{"metadata":{"labels":{"a":"b"},"annotations":{"c":"d"}}}""", "/status");
        written.Metadata["labels"u8]["a"u8].Exists.ShouldBe(labels);
        written.Metadata["annotations"u8]["c"u8].Exists.ShouldBe(annotations);
        written.Metadata["generation"u8].AsInt64().ShouldBe(made.Metadata["generation"u8].AsInt64());
    }

    [Fact]
    public async Task Deployment_AnnotatedAnew_IsOfANewGeneration()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("apps/v1 deployments");
        await sample.MakeAsync(server);
        (await sample.ChangeAsync(server, """{"metadata":{"annotations":{"c":"d"}}}""")).Metadata["generation"u8].AsInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Definition_WithAnotherStorageVersion_RemembersBoth()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("apiextensions.k8s.io/v1 customresourcedefinitions");
        (await sample.MakeAsync(server)).Status["storedVersions"u8].ToString().ShouldBe("""["v1"]""");
        var version = """{"name":"NAME","served":true,"storage":KEPT,"schema":{"openAPIV3Schema":{"type":"object"}}}""";
        var both = version.Replace("NAME", "v1").Replace("KEPT", "false") + "," + version.Replace("NAME", "v2").Replace("KEPT", "true");
        (await sample.ChangeAsync(server, "{\"spec\":{\"versions\":[" + both + "]}}")).Status["storedVersions"u8].ToString().ShouldBe("""["v1","v2"]""");
    }

    [Theory]
    [InlineData("{}", "Local")]
    [InlineData("""{"service":{"namespace":"default","name":"s"},"insecureSkipTLSVerify":true}""", "")]
    public async Task ApiService_OfThisServer_IsAvailableAtOnce(string further, string reason)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("apiregistration.k8s.io/v1 apiservices");
        sample = sample with { Body = sample.Body.CloneObject() };
        foreach (var (name, value) in DraftObject.Of(Document.Parse(further))) sample.Body.Object("spec")[name] = value;
        (await sample.MakeAsync(server)).Status["conditions"u8][0]["reason"u8].AsString().ShouldBe(reason);
    }

    [Fact]
    public async Task ServiceAccount_NamingSecretsInFull_KeepsTheirNamesAlone()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("v1 serviceaccounts");
        await sample.MakeAsync(server);
        var written = await sample.ChangeAsync(server, """{"secrets":[{"kind":"Secret","namespace":"other","name":"s"}]}""");
        written.Root["secrets"u8].ToString().ShouldBe("""[{"name":"s"}]""");
    }

    [Fact]
    public async Task Volume_InAnotherPhase_SaysSinceWhen()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("v1 persistentvolumes");
        (await sample.MakeAsync(server)).Status["lastPhaseTransitionTime"u8].AsTime().ShouldNotBeNull();
        var old = await sample.ChangeAsync(server, """{"status":{"phase":"Available","lastPhaseTransitionTime":"2026-01-01T00:00:00Z"}}""", "/status");
        old.Status["lastPhaseTransitionTime"u8].AsString().ShouldBe("2026-01-01T00:00:00Z");
        var moved = await sample.ChangeAsync(server, """{"status":{"phase":"Bound"}}""", "/status");
        moved.Status["lastPhaseTransitionTime"u8].AsString().ShouldNotBe("2026-01-01T00:00:00Z");
    }

    [Fact]
    public async Task Claim_GivingADeviceBack_DropsWhatWasReportedOfIt()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("resource.k8s.io/v1 resourceclaims");
        await sample.MakeAsync(server);
        await sample.ChangeAsync(server, $$"""{"status":{{sample.Status}}}""", "/status");
        var reported = await sample.ChangeAsync(server, """{"status":{"devices":[{"driver":"d.example","pool":"p","device":"gpu-0"}]}}""", "/status");
        reported.Status["devices"u8].Count.ShouldBe(1);
        var given = await sample.ChangeAsync(server, """{"status":{"allocation":null}}""", "/status");
        given.Status["devices"u8].Exists.ShouldBeFalse();
    }

    [Theory]
    [InlineData("v1 replicationcontrollers", "a=b")]
    [InlineData("apps/v1 replicasets", "a=b")]
    [InlineData("apps/v1 deployments", "a=b")]
    [InlineData("apps/v1 statefulsets", "a=b")]
    public async Task Scale_OfEveryWorkload_NamesItsPodsAndSetsItsReplicas(string resource, string selector)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        await sample.MakeAsync(server);
        var (_, scale) = await server.SendAsync(HttpMethod.Get, sample.Path + "/scale");
        scale.Status["selector"u8].AsString().ShouldBe(selector);
        var wanted = DraftObject.Of(scale);
        wanted.Object("spec")["replicas"] = 3;
        (await server.SendAsync(HttpMethod.Put, sample.Path + "/scale", wanted.ToString())).Code.ShouldBe(200);
        var (_, scaled) = await server.SendAsync(HttpMethod.Get, sample.Path);
        scaled.Spec["replicas"u8].AsInt64().ShouldBe(3);
        scaled.Metadata["generation"u8].AsInt64().ShouldBe(2);
    }

    [Fact]
    public async Task Autoscaler_ReadInItsOldForm_HasWhatThatFormAlwaysHas()
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("autoscaling/v2 horizontalpodautoscalers");
        await sample.MakeAsync(server);
        var (_, old) = await server.SendAsync(HttpMethod.Get, sample.Path.Replace("/v2/", "/v1/"));
        old.Status.ToString().ShouldBe("""{"desiredReplicas":0,"currentReplicas":0}""");
    }

    [Theory]
    [InlineData("/sample")]
    [InlineData("")]
    public async Task Jobs_DeletedWithoutAPolicy_WarnThatTheirPodsStay(string path)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of("batch/v1 jobs");
        await sample.MakeAsync(server);
        using var answer = await server.AskAsync(HttpMethod.Delete, sample.Collection + path);
        answer.Headers.GetValues("Warning").Single().ShouldContain("child pods are preserved by default");
        using var quiet = await server.AskAsync(HttpMethod.Delete, sample.Collection + path + "?propagationPolicy=Orphan");
        quiet.Headers.Contains("Warning").ShouldBeFalse();
    }
}
