using Timonier.Documents;

namespace Timonier.Scheduling.Nodes;

/// <summary>What keeps pods off a node unless they tolerate it.</summary>
public readonly record struct Taint(string Key, string Value, string Effect)
{
    public bool IsToleratedBy(Document pod)
    {
        foreach (var toleration in pod.Spec["tolerations"u8].Items)
        {
            if (toleration["effect"u8].AsString() is { Length: > 0 } effect && effect != Effect) continue;
            var key = toleration["key"u8].AsString();
            if (key.Length > 0 && key != Key) continue;
            if (toleration["operator"u8].TextEquals("Exists"u8) || (key.Length > 0 && toleration["value"u8].AsString() == Value)) return true;
        }
        return false;
    }

    public override string ToString() => $"{{{Key}: {Value}}}";
}
