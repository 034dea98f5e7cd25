namespace Timonier.Testing;

/// <summary>An Event as <c>kubectl get events</c> shows it.</summary>
public sealed record ClusterEvent(string Type, string Reason, string About, string Message, int Count)
{
    public override string ToString() => $"{Type} {Reason} {About}: {Message}{(Count > 1 ? $" (x{Count})" : "")}";
}
