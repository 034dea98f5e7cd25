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
