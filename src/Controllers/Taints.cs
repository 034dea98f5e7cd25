using Timonier.Documents;

namespace Timonier.Controllers;

/// <summary>Taints of nodes and what tolerates them.</summary>
internal static class Taints
{
    public static bool Tolerates(Node toleration, Node taint)
    {
        if (toleration["effect"u8].AsString() is { Length: > 0 } effect && effect != taint["effect"u8].AsString()) return false;
        if (toleration["key"u8].AsString() is { Length: > 0 } key && key != taint["key"u8].AsString()) return false;
        return toleration["operator"u8].TextEquals("Exists"u8)
            || (toleration["key"u8].AsString().Length > 0 && toleration["value"u8].AsString() == taint["value"u8].AsString());
    }

    /// <summary>When what a taint drives out since a time has to leave; null: it may stay for ever.</summary>
    public static DateTimeOffset? LeavesAt(Node tolerations, Node taint, DateTimeOffset since, DateTimeOffset now)
    {
        var tolerated = false;
        long? shortest = null;
        foreach (var toleration in tolerations.Items)
        {
            if (!Tolerates(toleration, taint)) continue;
            tolerated = true;
            if (toleration["tolerationSeconds"u8].AsInt64OrNull() is { } seconds && (shortest is null || seconds < shortest)) shortest = Math.Max(0, seconds);
        }
        if (!tolerated) return now;
        return shortest is { } s ? since + TimeSpan.FromSeconds(s) : null;
    }

    public static bool AnyTolerates(Node tolerations, Node taint)
    {
        foreach (var toleration in tolerations.Items)
            if (Tolerates(toleration, taint)) return true;
        return false;
    }
}
