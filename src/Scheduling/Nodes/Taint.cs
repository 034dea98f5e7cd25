namespace Timonier.Scheduling.Nodes;

/// <summary>What keeps pods off a node unless they tolerate it.</summary>
public readonly record struct Taint(string Key, string Value, string Effect)
{
    /// <summary>Kept off, not only discouraged.</summary>
    public bool Forbids => Effect is "NoSchedule" or "NoExecute";

    /// <summary>As kubectl writes it.</summary>
    public string Text => Value.Length == 0 ? $"{Key}:{Effect}" : $"{Key}={Value}:{Effect}";
}
