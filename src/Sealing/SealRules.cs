using System.Collections.Immutable;

namespace Timonier.Sealing;

/// <summary>The rules in force at one moment, and how many writes still go by them.</summary>
internal sealed class SealRules(ImmutableArray<SealRule> rules, SealRule otherwise)
{
    private readonly TaskCompletionSource unused = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Starts at one for being in force.
    private int users = 1;

    public ImmutableArray<SealRule> Rules => rules;

    /// <summary>Some resource has no provider that takes values as they are.</summary>
    public bool RefusesPlain { get; } = rules.Any(r => !r.TakesPlain);

    public SealRule For(string place)
    {
        foreach (var rule in rules)
            if (rule.Resources.Includes(place)) return rule;
        return otherwise;
    }

    /// <summary>Whether a write may go by these rules; each that may ends with <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        while (true)
        {
            var seen = Volatile.Read(ref users);
            if (seen == 0) return false;
            if (Interlocked.CompareExchange(ref users, seen + 1, seen) == seen) return true;
        }
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref users) == 0) unused.SetResult();
    }

    /// <summary>No longer in force: completes when the last write that went by them has ended.</summary>
    public Task RetireAsync()
    {
        Leave();
        return unused.Task;
    }
}
