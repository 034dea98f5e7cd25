using Microsoft.AspNetCore.Http;
using Timonier.Api.Tables;
using Timonier.Tests.Fuzzing;

namespace Timonier.Api.Tests.Fuzz;

public sealed class AcceptFuzz(ITestOutputHelper output) : Timonier.Tests.Fuzzing.Fuzz(output)
{
    private static readonly string[] Samples =
    [
        "application/json", "*/*", "application/*;q=0.5,application/yaml", "application/vnd.kubernetes.protobuf,application/json;q=0.9",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "application/json; as=PartialObjectMetadataList; g=meta.k8s.io; v=v1beta1; q=1e309", "text/html,application/xhtml+xml;q=0.9",
    ];

    [Fact]
    public void Accept_AnyHeader_IsAnsweredInAFormThatWasAskedFor() => Run(random =>
    {
        var accept = Noise.Sample(random, Samples) + (random.Next(3) == 0 ? "," + Noise.Sample(random, Samples) : "");
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = accept;
        var streams = random.Next(2) == 0;
        var (choice, failure) = Attempt(accept.Length, () => Negotiation.Choose(context.Request, null, streams));
        if (choice is null)
        {
            failure.ShouldNotBeNull().Code.ShouldBe(406);
            return;
        }
        // Who asks for exactly what came gets it again.
        if (streams) choice.Encoding.ShouldNotBe(MediaEncoding.Yaml);
        context.Request.Headers.Accept = choice.ContentType;
        Negotiation.Choose(context.Request, null, streams).Choice.ShouldNotBeNull().Encoding.ShouldBe(choice.Encoding);
        AcceptClause.ParseAll(accept).Select(c => c.Weight).ShouldBeInOrder(SortDirection.Descending);
        AcceptClause.ParseAll(accept).Any(c => c.Takes(choice.ContentType)).ShouldBe(accept.Length > 0, accept);
    });
}
