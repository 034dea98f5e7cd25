using Timonier.Documents;

namespace Timonier.Api.Admission.Requests;

/// <summary>Who of one step's webhooks or policies has seen the object of a write, and must see it once more because it has changed since.</summary>
internal sealed class Reinvocations
{
    private readonly HashSet<string> willing = new(StringComparer.Ordinal);
    private readonly HashSet<string> wanted = new(StringComparer.Ordinal);
    private Draft? left;

    /// <summary>This one has seen the object, and wants to hear of changes.</summary>
    public void Asked(string id) => willing.Add(id);

    /// <summary>Whoever has been asked before and wants to hear of changes is asked again.</summary>
    public void Changed()
    {
        wanted.UnionWith(willing);
        willing.Clear();
    }

    public bool IsWanted(string id) => wanted.Contains(id);

    /// <summary>A second look begins: somebody else may have changed the object since the first one.</summary>
    public void Return(DraftObject? body)
    {
        if (!Draft.DeepEquals(left, body)) Changed();
    }

    /// <summary>Remembers how the step leaves the object.</summary>
    public void Leave(DraftObject? body) => left = body?.Clone();
}
