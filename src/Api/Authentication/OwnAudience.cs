namespace Timonier.Api.Authentication;

/// <summary>For tokens that say nothing about audiences here: they are for this API server, and for nobody else who asks about them.</summary>
public sealed class OwnAudience(IReadOnlyList<string> own, ITokenReviewer reviewer) : ITokenReviewer
{
    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        var meant = audiences.Count == 0 ? own : [.. own.Intersect(audiences, StringComparer.Ordinal)];
        if (meant.Count == 0) return TokenReviewResult.NotKnown;
        var review = await reviewer.ReviewAsync(token, [], cancellation);
        return review.User is null ? review : review with { Audiences = meant };
    }
}
