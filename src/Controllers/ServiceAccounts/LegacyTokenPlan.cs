using System.Globalization;
using Timonier.Contracts.Cluster;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.ServiceAccounts;

/// <summary>
/// What becomes of a secret that was made by itself, in old times, with a service account: unused for long and mounted by
/// nobody, it is first declared invalid, and deleted when nobody has complained for as long again.
/// </summary>
public static class LegacyTokenPlan
{
    public const string LastUsed = "kubernetes.io/legacy-token-last-used";
    public const string InvalidSince = "kubernetes.io/legacy-token-invalid-since";
    private const string Format = "yyyy-MM-dd";

    /// <summary>A day as the labels and the record of the tracking write it.</summary>
    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    public static DateTimeOffset? ParseDay(string text) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day) ? day : null;

    /// <summary>When uses have been tracked for long enough to call a token unused; null: it is not known since when they are.</summary>
    public static DateTimeOffset? StartsAt(Document? tracking, TimeSpan unused) =>
        // The day itself does not count: tracking began some time during it.
        tracking is null ? null : ParseDay(tracking.Root["data"u8]["since"u8].AsString())?.AddDays(1) + unused;

    /// <summary>Whether the secret is worth a closer look: it holds a token, is old enough, and was not used lately.</summary>
    public static bool IsUnused(Document secret, DateTimeOffset now, TimeSpan unused)
    {
        var bound = now - unused;
        if (TokenSecretPlan.AccountOf(secret) is null || PodFacts.IsDeleting(secret)) return false;
        if (secret.Metadata["creationTimestamp"u8].AsTime() is not { } made || made >= bound) return false;
        var used = secret.Metadata["labels"u8][LastUsed];
        return !used.Exists || (ParseDay(used.AsString()) is not null && string.CompareOrdinal(used.AsString(), Day(bound)) < 0);
    }

    /// <param name="secret">One that is unused.</param>
    /// <param name="account">The account that it names, if it is there.</param>
    /// <param name="pods">The pods of its namespace.</param>
    /// <param name="now">The time.</param>
    /// <param name="unused">How long nobody must have used it.</param>
    public static PlanAction? Compute(Document secret, Document? account, IEnumerable<Document> pods, DateTimeOffset now, TimeSpan unused)
    {
        // Only those that the account lists were not made by hand.
        if (account is null || !Lists(account, secret.Name) || pods.Any(p => Mentions(p, secret.Name))) return null;
        var invalid = secret.Metadata["labels"u8][InvalidSince].AsString();
        if (ParseDay(invalid) is null)
        {
            var metadata = new DraftObject { ["uid"] = secret.Uid, ["resourceVersion"] = secret.ResourceVersion, ["labels"] = new DraftObject { [InvalidSince] = Day(now) } };
            return new PatchAction(CoreResources.Secrets, secret.Namespace, secret.Name, PatchBody.Merge(new DraftObject { ["metadata"] = metadata }));
        }
        return string.CompareOrdinal(invalid, Day(now - unused)) >= 0 ? null
            : new DeleteAction(CoreResources.Secrets, secret.Namespace, secret.Name, secret.Uid) { ResourceVersion = secret.ResourceVersion };
    }

    private static bool Lists(Document account, string secret)
    {
        foreach (var reference in account.Root["secrets"u8].Items)
            if (reference["name"u8].AsString() == secret) return true;
        return false;
    }

    // Anywhere: pods can refer to secrets in a dozen places, and one spared too many does no harm.
    private static bool Mentions(Document pod, string secret) => pod.Spec.ToString().Contains($"\"{secret}\"", StringComparison.Ordinal);
}
