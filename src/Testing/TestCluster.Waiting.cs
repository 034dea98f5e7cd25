using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Testing.Parts;
using Timonier.Testing.Stories;

namespace Timonier.Testing;

public sealed partial class TestCluster
{
    /// <summary>Waits until an object has a condition that is True: <c>UntilAsync("deployment/web", "Available")</c>.</summary>
    /// <exception cref="NotSoException">It did not come to that; the message tells what happened instead.</exception>
    public Task<Document> UntilAsync(string target, string condition, string @namespace = "default", TimeSpan? patience = null) =>
        UntilAsync(target, found => Conditions.IsTrue(found, condition), @namespace, patience, $"has the condition {condition}");

    /// <summary>Waits until an object is there and as wanted.</summary>
    /// <exception cref="NotSoException">It did not come to that; the message tells what happened instead.</exception>
    public async Task<Document> UntilAsync(string target, Func<Document, bool> wanted, string @namespace = "default", TimeSpan? patience = null, string what = "is as wanted")
    {
        var aim = Target.Of(target, plane.Kinds);
        Document? last = null;
        if (await UntilAsync(() => (last = Peek(aim, @namespace)) is not null && wanted(last), patience)) return last!;
        throw await NotSoAsync($"{target} never {what}", aim, @namespace);
    }

    /// <summary>Waits until the objects of a kind, all together, are as wanted; answers them by name.</summary>
    /// <exception cref="NotSoException">It did not come to that; the message tells what happened instead.</exception>
    public async Task<IReadOnlyList<Document>> UntilAllAsync(string target, Func<IReadOnlyList<Document>, bool> wanted, string @namespace = "default", TimeSpan? patience = null, string selector = "")
    {
        var aim = Target.Of(target, plane.Kinds);
        IReadOnlyList<Document> last = [];
        if (await UntilAsync(() => wanted(last = PeekAll(aim, @namespace, selector)), patience)) return last;
        throw await NotSoAsync($"the {target} were never as wanted", aim, @namespace);
    }

    /// <summary>Waits until an object is not there any more.</summary>
    /// <exception cref="NotSoException">It is still there; the message tells why.</exception>
    public async Task UntilGoneAsync(string target, string @namespace = "default", TimeSpan? patience = null)
    {
        var aim = Target.Of(target, plane.Kinds);
        if (await UntilAsync(() => Peek(aim, @namespace) is null, patience)) return;
        throw await NotSoAsync($"{target} never went away", aim, @namespace);
    }

    /// <summary>Waits for anything at all; false when it did not come to that.</summary>
    public Task<bool> UntilAsync(Func<bool> wanted, TimeSpan? patience = null) => course.UntilAsync(wanted, patience ?? options.Patience);

    // The store is in memory: what is asked of it is answered when the call returns.
    private Document? Peek(Target aim, string @namespace) => Reader.GetAsync(aim.Kind.Resource, aim.Place(@namespace), aim.Name).Result.Value;

    private IReadOnlyList<Document> PeekAll(Target aim, string @namespace, string selector) =>
        Reader.ListAsync(aim.Kind.Resource, aim.Place(@namespace), new ListQuery { LabelSelector = selector }).Result.Value?.Items ?? [];

    private IClusterClient Reader => plane.Api.For(Administrator.User);

    private async Task<NotSoException> NotSoAsync(string what, Target aim, string @namespace)
    {
        var about = $"after {options.Patience:c} of the cluster's time, at {Clock.Now:O}";
        return new NotSoException($"{what}, {about}\n{await StoryAsync(aim.Name.Length > 0 ? $"{aim.Kind.Plural}.{aim.Kind.Group}".TrimEnd('.') + "/" + aim.Name : aim.Kind.Plural, @namespace)}");
    }
}
