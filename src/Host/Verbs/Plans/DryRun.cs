using Timonier.Documents;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs.Plans;

/// <summary>What the cluster itself, with all its webhooks, answers to writes that it does not make.</summary>
internal sealed class DryRun
{
    public const string FieldManager = "kubectl";

    private readonly HashSet<DraftObject> refused = [];

    public List<Refusal> Refusals { get; } = [];

    public static async Task<DryRun> AskAsync(ApiSession session, LiveObjects live, IEnumerable<DraftObject> wanted, CancellationToken cancellation)
    {
        var asked = new DryRun();
        foreach (var one in wanted) await asked.AskAsync(session, live, one, cancellation);
        return asked;
    }

    /// <summary>Those that nobody refused.</summary>
    public IReadOnlyList<DraftObject> Passed(IEnumerable<DraftObject> wanted) => [.. wanted.Where(one => !refused.Contains(one))];

    private async Task AskAsync(ApiSession session, LiveObjects live, DraftObject wanted, CancellationToken cancellation)
    {
        var version = wanted.String("apiVersion").Split('/');
        var group = version.Length > 1 ? version[0] : "";
        // What an earlier object of the folder makes possible, the cluster does not know yet.
        if (live.Resources.FirstOrDefault(r => r.Group == group && r.Kind == wanted.String("kind")) is not { } resource) return;
        var metadata = wanted.Object("metadata");
        var place = metadata.String("namespace") is { Length: > 0 } own ? own : session.Namespace;
        try
        {
            var path = (resource with { Version = version[^1] }).Path(place, metadata.String("name"));
            await session.ApplyAsync($"{path}?dryRun=All&force=true&fieldManager={FieldManager}", wanted.ToDocument(), cancellation);
        }
        catch (RefusedException no) when (no.Code != 404)
        {
            refused.Add(wanted);
            Refusals.Add(Refusal.Of(wanted, place, no.Message));
        }
    }
}
