using Timonier.Documents;

namespace Timonier.Kinds.Tests;

/// <summary>Each Golden/NAME.in.json, decoded and defaulted, is Golden/NAME.out.json as a JSON value.</summary>
public sealed class DefaultingTests
{
    [Theory]
    [InlineData("pod")]
    [InlineData("pod-host-network")]
    [InlineData("deployment")]
    [InlineData("deployment-recreate")]
    [InlineData("service")]
    [InlineData("service-load-balancer")]
    [InlineData("secret")]
    [InlineData("namespace")]
    [InlineData("role-binding")]
    [InlineData("job")]
    [InlineData("job-indexed")]
    [InlineData("cron-job")]
    [InlineData("network-policy")]
    [InlineData("storage-class")]
    [InlineData("csi-driver")]
    [InlineData("autoscaler")]
    [InlineData("mutating-webhooks")]
    [InlineData("custom-resource-definition")]
    [InlineData("priority-level")]
    [InlineData("limit-range")]
    [InlineData("resource-claim")]
    public void Apply_GoldenObject_GivesUpstreamsDefaults(string name)
    {
        var body = Applied(Read($"{name}.in.json"));
        Draft.DeepEquals(body, Read($"{name}.out.json")).ShouldBeTrue(body.ToString());
    }

    [Theory]
    [InlineData("pod")]
    [InlineData("deployment")]
    [InlineData("service-load-balancer")]
    [InlineData("job")]
    [InlineData("autoscaler")]
    public void Apply_Again_ChangesNothing(string name)
    {
        var once = Applied(Read($"{name}.in.json"));
        Draft.DeepEquals(Applied(once.CloneObject()), once).ShouldBeTrue();
    }

    [Theory]
    [InlineData("nginx", "Always")]
    [InlineData("nginx:latest", "Always")]
    [InlineData("nginx:1.27", "IfNotPresent")]
    [InlineData("registry.example:5000/nginx", "Always")]
    [InlineData("registry.example:5000/nginx:1", "IfNotPresent")]
    [InlineData("nginx@sha256:0000000000000000000000000000000000000000000000000000000000000000", "IfNotPresent")]
    public void Apply_ImageTag_DecidesThePullPolicy(string image, string policy)
    {
        var pod = Applied(new DraftObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["spec"] = new DraftObject { ["containers"] = new DraftArray { new DraftObject { ["name"] = "a", ["image"] = image } } },
        });
        pod.ToDocument().Spec["containers"][0]["imagePullPolicy"].AsString().ShouldBe(policy);
    }

    [Theory]
    [InlineData("""{"limits":{"cpu":"2","memory":"1Gi"}}""", """[{"name":"a","image":"i","resources":{"requests":{"cpu":"500m"}}},{"name":"b","image":"i","resources":{"requests":{"cpu":"1"}}}]""", "[]",
        """{"cpu":"1500m","memory":"1Gi"}""")]
    [InlineData("""{"limits":{"cpu":"2"},"requests":{"cpu":"1"}}""", """[{"name":"a","image":"i","resources":{"requests":{"cpu":"500m"}}}]""", "[]", """{"cpu":"1"}""")]
    [InlineData("""{"limits":{"cpu":"4"}}""", """[{"name":"a","image":"i","resources":{"requests":{"cpu":"1"}}}]""",
        """[{"name":"s","image":"i","restartPolicy":"Always","resources":{"requests":{"cpu":"500m"}}},{"name":"i","image":"i","resources":{"requests":{"cpu":"2"}}}]""", """{"cpu":"2500m"}""")]
    [InlineData("""{"limits":{"hugepages-2Mi":"4Mi","cpu":"1"}}""", """[{"name":"a","image":"i"}]""", "[]", """{"hugepages-2Mi":"4Mi","cpu":"1"}""")]
    public void Apply_PodThatLimitsItself_AsksForWhatItsContainersAskFor(string resources, string containers, string starting, string requests)
    {
        var spec = $"{{\"resources\":{resources},\"containers\":{containers},\"initContainers\":{starting}}}";
        var pod = Applied(DraftObject.Of(Document.Parse($"{{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{{\"name\":\"p\"}},\"spec\":{spec}}}")));
        pod.ToDocument().Spec["resources"]["requests"].ToString().ShouldBe(requests);
    }

    [Fact]
    public void Apply_CertificateOfAPod_LastsADay() =>
        Applied(DraftObject.Of(Document.Parse("""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[],"volumes":[{"name":"v","projected":{"sources":[{"podCertificate":{"signerName":"a.b/c","keyType":"ED25519"}}]}}]}}""")))
            .ToDocument().Spec["volumes"][0]["projected"]["sources"][0]["podCertificate"]["maxExpirationSeconds"].AsInt64().ShouldBe(86400);

    private static DraftObject Applied(DraftObject body)
    {
        var kind = KindCatalogue.BuiltIn.FindKind(body.String("apiVersion"), body.String("kind")).ShouldNotBeNull();
        Decoding.Check(kind, body).Error.ShouldBeNull();
        Defaulting.Apply(kind, body);
        return body;
    }

    private static DraftObject Read(string file) =>
        DraftObject.Of(Document.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", file))));
}
