using Timonier.Documents;
using Timonier.Kinds;

namespace Timonier.Controllers.Jobs;

/// <summary>The rules of <c>spec.successPolicy</c>: which indexes, or how many of them, make the whole Job a success.</summary>
internal static class SuccessPolicy
{
    /// <summary>What to say of the first rule that is met; null when none is.</summary>
    public static string? Met(JobModel job, IndexList succeeded)
    {
        if (succeeded.Total == 0) return null;
        var position = -1;
        foreach (var rule in job.Spec["successPolicy"u8]["rules"u8].Items)
        {
            position++;
            if (IsMet(rule, succeeded, job.Completions ?? 0)) return $"Matched rules at index {position}";
        }
        return null;
    }

    private static bool IsMet(Node rule, IndexList succeeded, int completions)
    {
        var count = rule["succeededCount"u8].AsInt32OrNull();
        if (rule["succeededIndexes"u8].AsStringOrNull() is not { } text) return succeeded.Total >= count;
        var wanted = IndexList.Read(text, completions);
        return succeeded.CountShared(wanted) >= (count ?? wanted.Total);
    }
}
