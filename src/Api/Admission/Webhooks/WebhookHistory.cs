using Timonier.Documents;

namespace Timonier.Api.Admission.Webhooks;

/// <summary>Which webhooks have seen the object of one write, and who must see it once more because it has changed since.</summary>
internal sealed class WebhookHistory
{
    private readonly HashSet<string> willing = new(StringComparer.Ordinal);
    private readonly HashSet<string> wanted = new(StringComparer.Ordinal);
    private Draft? left;

    public void Asked(Webhook hook)
    {
        if (hook.IsAskedAgain) willing.Add(hook.Id);
    }

    /// <summary>Whoever has been asked before and wants to hear of changes is asked again.</summary>
    public void Changed()
    {
        wanted.UnionWith(willing);
        willing.Clear();
    }

    public bool IsWanted(Webhook hook) => wanted.Contains(hook.Id);

    /// <summary>Remembers how the webhooks left the object.</summary>
    public void Leave(DraftObject? body) => left = body?.Clone();

    public bool IsAsLeft(DraftObject? body) => Draft.DeepEquals(left, body);
}
