using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Timonier.Api.Pipeline;
using Timonier.Api.Reads;
using Timonier.Contracts.Cluster;
using Timonier.Kernel;
using Timonier.Tests.Fuzzing;

namespace Timonier.Api.Tests.Fuzz;

public sealed class QueryFuzz(ITestOutputHelper output) : Timonier.Tests.Fuzzing.Fuzz(output)
{
    private static readonly string[] Names =
    [
        "labelSelector", "fieldSelector", "limit", "timeoutSeconds", "continue", "resourceVersion", "resourceVersionMatch", "allowWatchBookmarks", "sendInitialEvents",
        "gracePeriodSeconds", "propagationPolicy", "orphanDependents", "dryRun", "fieldManager", "fieldValidation", "force",
    ];

    private static readonly string[] Values = ["a=b", "spec.nodeName=n", "500", "-1", "true", "False", "0", "Exact", "NotOlderThan", "Orphan", "All", "Strict", "me", "18446744073709551616", ""];

    [Fact]
    public void Options_AnyQuery_AreReadWithinBoundsOrRefused() => Run(random =>
    {
        var query = new QueryCollection(Names.Where(_ => random.Next(3) == 0).ToDictionary(n => n, _ => new StringValues([.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Noise.Sample(random, Values))])));
        var (list, failure) = QueryText.ListOptionsOf(query);
        Refused(failure);
        if (list is not null)
        {
            list.Limit.ShouldBeGreaterThanOrEqualTo(0);
            list.TimeoutSeconds.ShouldBeGreaterThanOrEqualTo(0);
            LabelSelector.Parse(list.Labels.ToString()).ShouldBe(list.Labels);
            Refused(OptionChecks.OfList(list));
            Refused(OptionChecks.OfWatch(list));
            Refused(ObjectReader.Revision(list.ResourceVersion, out var revision));
            revision.ShouldBeGreaterThanOrEqualTo(0);
        }
        var (delete, wrong) = QueryText.DeleteOptionsOf(query);
        Refused(wrong);
        (delete is null).ShouldBe(wrong is not null);
        foreach (var patch in (PatchKind?[])[null, PatchKind.Apply, PatchKind.Merge]) Refused(OptionChecks.OfWrite("PatchOptions", query, patch));
    });

    private static void Refused(Status? failure)
    {
        if (failure is null) return;
        failure.Code.ShouldBeOneOf(400, 422, 500);
        failure.Message.ShouldNotBeEmpty();
    }
}
