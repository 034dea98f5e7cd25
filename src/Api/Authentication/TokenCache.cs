using System.Security.Cryptography;
using System.Text;

namespace Timonier.Api.Authentication;

/// <summary>Remembers for a short while what a reviewer found, so that a client's every request does not cost a signature or a call. Knows tokens by their hash only.</summary>
/// <param name="reviewer">Who is asked when nothing is known.</param>
/// <param name="success">How long a user is remembered.</param>
/// <param name="refusal">How long it is remembered that a token is none; zero: not at all. Faults are never remembered.</param>
/// <param name="time">The clock.</param>
public sealed class TokenCache(ITokenReviewer reviewer, TimeSpan success, TimeSpan refusal, TimeProvider time) : ITokenReviewer
{
    /// <summary>How long upstream remembers the user of a token.</summary>
    public static readonly TimeSpan UsualSuccess = TimeSpan.FromSeconds(10);

    private const int MaxEntries = 16 * 1024;
    private readonly Lock gate = new();
    private readonly Dictionary<string, (TokenReviewResult Review, DateTimeOffset End)> known = new(StringComparer.Ordinal);

    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        var key = KeyOf(token, audiences);
        lock (gate)
            if (known.TryGetValue(key, out var present) && time.GetUtcNow() < present.End) return present.Review;
        var review = await reviewer.ReviewAsync(token, audiences, cancellation);
        var span = review.User is not null ? success : review.Error.Length == 0 ? refusal : TimeSpan.Zero;
        if (span > TimeSpan.Zero) Keep(key, review, time.GetUtcNow() + span);
        return review;
    }

    private void Keep(string key, TokenReviewResult review, DateTimeOffset end)
    {
        lock (gate)
        {
            if (known.Count >= MaxEntries)
            {
                var now = time.GetUtcNow();
                foreach (var over in known.Where(k => k.Value.End <= now).Select(k => k.Key).ToList()) known.Remove(over);
                if (known.Count >= MaxEntries) known.Clear();
            }
            known[key] = (review, end);
        }
    }

    private static string KeyOf(string token, IReadOnlyList<string> audiences) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{token}\0{string.Join('\0', audiences)}")));
}
