using Timonier.Documents;

namespace Timonier.Controllers.Autoscalers;

/// <summary>How much of a wished change is made now: what was wished lately may hold it back, and the policies limit its pace.</summary>
public sealed record ScalingLimits(AutoscalerModel Autoscaler, AutoscalerHistory History, DateTimeOffset Now)
{
    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(5);
    private const int UsualBurst = 4;

    /// <summary>The wish after a look at those before it; a reason when they changed it.</summary>
    public (int Replicas, string Reason, string Message) Stabilized(int current, int wished)
    {
        var (up, down) = Autoscaler.Behavior.Exists ? (Window("scaleUp", TimeSpan.Zero), Window("scaleDown", UsualWindow)) : (TimeSpan.Zero, UsualWindow);
        var lowest = History.Wishes.Where(w => w.At > Now - up).Select(w => w.Replicas).Append(wished).Min();
        var highest = History.Wishes.Where(w => Autoscaler.Behavior.Exists ? w.At > Now - down : w.At >= Now - down).Select(w => w.Replicas).Append(wished).Max();
        // Without rules of its own, the highest of the lately wished counts whichever way it goes.
        var steady = Autoscaler.Behavior.Exists ? Math.Min(Math.Max(current, lowest), highest) : highest;
        if (steady == wished) return (steady, "ReadyForNewScale", "recommended size matches current size");
        return Autoscaler.Behavior.Exists && wished >= current
            ? (steady, "ScaleUpStabilized", "recent recommendations were lower than current one, applying the lowest recent recommendation")
            : (steady, "ScaleDownStabilized", "recent recommendations were higher than current one, applying the highest recent recommendation");
    }

    /// <summary>The wish within the limits of the object and the pace of its policies, and what limits it.</summary>
    public (int Replicas, string Reason, string Message) Limited(int current, int wished)
    {
        var (least, most) = (Autoscaler.Least, Autoscaler.Most);
        if (!Autoscaler.Behavior.Exists)
        {
            var (top, why) = Above(most, Math.Max(2 * current, UsualBurst));
            if (wished < least) return Few(least);
            return wished > top ? (top, why.Reason, why.Message) : Within(wished);
        }
        if (wished > current)
        {
            var (top, why) = Above(most, Math.Max(current, Up(current)));
            if (wished > top) return (top, why.Reason, why.Message);
        }
        else if (wished < current)
        {
            var bottom = Math.Min(current, Down(current));
            if (bottom > least && wished < bottom) return (bottom, "ScaleDownLimit", "the desired replica count is decreasing faster than the maximum scale rate");
            if (wished < least) return Few(least);
        }
        return Within(wished);
    }

    private static (int Top, (string Reason, string Message) Why) Above(int most, int pace) => most > pace
        ? (pace, ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate"))
        : (most, ("TooManyReplicas", "the desired replica count is more than the maximum replica count"));

    private static (int, string, string) Few(int least) => (least, "TooFewReplicas", "the desired replica count is less than the minimum replica count");

    private static (int, string, string) Within(int wished) => (wished, "DesiredWithinRange", "the desired count is within the acceptable range");

    private int Up(int current) => Pace("scaleUp", current, (before, policy) => policy["type"u8].TextEquals("Pods"u8)
        ? before + Value(policy)
        : (int)Math.Min(int.MaxValue, Math.Ceiling(before * (1 + (Value(policy) / 100.0)))), bounds => bounds.Max(), bounds => bounds.Min());

    private int Down(int current) => Pace("scaleDown", current, (before, policy) => policy["type"u8].TextEquals("Pods"u8)
        ? before - Value(policy)
        : (int)(before * (1 - (Value(policy) / 100.0))), bounds => bounds.Min(), bounds => bounds.Max());

    private int Pace(string direction, int current, Func<int, Node, int> bound, Func<List<int>, int> widest, Func<List<int>, int> narrowest)
    {
        var rules = Autoscaler.Behavior[direction];
        if (rules["selectPolicy"u8].TextEquals("Disabled"u8)) return current;
        var bounds = new List<int>();
        foreach (var policy in rules["policies"u8].Items)
            bounds.Add(bound(History.Before(current, TimeSpan.FromSeconds(policy["periodSeconds"u8].AsInt32()), Now), policy));
        return rules["selectPolicy"u8].TextEquals("Min"u8) ? narrowest(bounds) : widest(bounds);
    }

    private TimeSpan Window(string direction, TimeSpan usual) =>
        Autoscaler.Behavior[direction]["stabilizationWindowSeconds"u8].AsInt32OrNull() is { } seconds ? TimeSpan.FromSeconds(seconds) : usual;

    private static int Value(Node policy) => policy["value"u8].AsInt32();
}
