using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Api.Tests.Samples;

/// <summary>Every kind that is stored, from its sample: made, read, changed, reported on and deleted, as upstream does it.</summary>
public sealed class EveryKindTests
{
    public static TheoryData<string> Resources => [.. KindCatalogue.BuiltIn.All.Where(k => k.Allows("delete")).Select(Sample.Named)];

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Object_Created_ReadsBackInEveryWay(string resource)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        var start = server.Store.CurrentRevision;
        var made = await sample.MakeAsync(server);

        made.Uid.ShouldNotBeEmpty();
        (await server.SendAsync(HttpMethod.Get, sample.Path)).Body.ToString().ShouldBe(made.ToString());
        var (_, list) = await server.SendAsync(HttpMethod.Get, $"{sample.Collection}?fieldSelector=metadata.name%3D{sample.Name}");
        list.Kind.ShouldBe(sample.Kind.ListName);
        list.Root["items"u8].Count.ShouldBe(1);
        var watched = await server.WatchLinesAsync($"{sample.Collection}?watch=true&timeoutSeconds=5&resourceVersion={start}&fieldSelector=metadata.name%3D{sample.Name}", 1);
        watched[0].Root["type"u8].AsString().ShouldBe("ADDED");
        watched[0].Root["object"u8]["metadata"u8]["uid"u8].AsString().ShouldBe(made.Uid);
        var (_, table) = await server.GetAsAsync(sample.Path, "application/json;as=Table;v=v1;g=meta.k8s.io");
        table.Root["rows"u8][0]["cells"u8][0].AsText().ShouldBe(sample.Kind.Name == "Event" ? table.Root["rows"u8][0]["cells"u8][0].AsText() : sample.Name);
        table.Root["rows"u8][0]["cells"u8].Count.ShouldBe(table.Root["columnDefinitions"u8].Count);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Generation_GrowsWithTheContent_WhereTheKindHasOne(string resource)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        var made = await sample.MakeAsync(server);
        GenerationOf(made).ShouldBe(sample.Generation is null ? null : 1);

        var labelled = await sample.ChangeAsync(server, """{"metadata":{"labels":{"seen":"yes"}}}""");
        labelled.Metadata["labels"u8]["seen"u8].AsString().ShouldBe("yes");
        if (sample.Generation is 1 or 2) GenerationOf(labelled).ShouldBe(1);
        if (sample.Content is not { } content) return;
        GenerationOf(await sample.ChangeAsync(server, content)).ShouldBe(sample.Generation);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Status_IsWrittenThroughItsSubresourceAlone(string resource)
    {
        var sample = Sample.Of(resource);
        (sample.Status is not null).ShouldBe(sample.Kind.Subresource("status") is not null);
        if (sample.Status is not { } status) return;
        await using var server = await ApiServer.StartAsync();
        var report = DraftObject.Of(Document.Parse(status));
        var field = report.Names.First();

        var made = await (sample with { Body = With(sample.Body, "status", report) }).MakeAsync(server);
        Includes(made.Status[field], report[field]!).ShouldBe(sample.Says("created", "with status"));

        var reported = await sample.ChangeAsync(server, Joined(sample.Content, $$"""{"status":{{status}}}"""), "/status");
        Includes(reported.Status[field], report[field]!).ShouldBeTrue();
        reported.Spec.ToString().ShouldBe(made.Spec.ToString());
        GenerationOf(reported).ShouldBe(GenerationOf(made));

        var changed = await sample.ChangeAsync(server, """{"metadata":{"labels":{"seen":"yes"}},"status":null}""");
        changed.Status.ToString().ShouldBe(reported.Status.ToString());
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Put_WithoutVersionOrToAFreeName_DoesWhatTheKindAllows(string resource)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        var unversioned = DraftObject.Of(await sample.MakeAsync(server));
        unversioned.Object("metadata").Remove("resourceVersion");

        (await server.SendAsync(HttpMethod.Put, sample.Path, unversioned.ToString())).Code.ShouldBe(sample.Says("update", "versioned") ? 422 : 200);
        var other = sample.Body.CloneObject();
        other.Object("metadata")["name"] = "other";
        (await server.SendAsync(HttpMethod.Put, sample.Collection + "/other", other.ToString())).Code.ShouldBe(sample.Says("put", "creates") ? 201 : 404);
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Object_Deleted_IsAnsweredAsTheKindDoes(string resource)
    {
        await using var server = await ApiServer.StartAsync();
        var sample = Sample.Of(resource);
        await sample.MakeAsync(server);

        var (code, answer) = await server.SendAsync(HttpMethod.Delete, sample.Path + "?propagationPolicy=Background");
        code.ShouldBe(200);
        if (sample.Says("stays", "true"))
        {
            answer.Status["phase"u8].AsString().ShouldBe("Terminating");
            return;
        }
        if (sample.Says("deleted", "later"))
        {
            answer.Metadata["deletionTimestamp"u8].Exists.ShouldBeTrue();
            return;
        }
        answer.Kind.ShouldBe(sample.Says("deleted", "object") ? sample.Kind.Name : "Status");
        (await server.SendAsync(HttpMethod.Get, sample.Path)).Code.ShouldBe(404);
    }

    private static long? GenerationOf(Document document) => document.Metadata["generation"u8].AsInt64OrNull();

    // The server may have added to what was said.
    private static bool Includes(Node node, Draft said) => node.Exists && said switch
    {
        DraftObject fields => fields.All(field => Includes(node[field.Key], field.Value)),
        DraftArray items => node.Count == items.Count && items.Select((item, i) => Includes(node[i], item)).All(same => same),
        _ => Draft.DeepEquals(Draft.From(node), said),
    };

    private static DraftObject With(DraftObject body, string name, Draft value)
    {
        var copy = body.CloneObject();
        copy[name] = value.Clone();
        return copy;
    }

    private static string Joined(string? patch, string further) => patch is null ? further : patch[..^1] + "," + further[1..];
}
