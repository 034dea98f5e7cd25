namespace Timonier.Api.Authentication;

/// <summary>Several kinds of bearer tokens: whoever knows a token answers for it; what nobody knows is refused as the first one says.</summary>
public sealed class TokenReviewers(params IReadOnlyList<ITokenReviewer> reviewers) : ITokenReviewer
{
    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        TokenReviewResult? refused = null;
        foreach (var reviewer in reviewers)
        {
            var review = await reviewer.ReviewAsync(token, audiences, cancellation);
            if (review.User is not null) return review;
            refused ??= review;
        }
        return refused ?? new TokenReviewResult(null, [], "invalid bearer token");
    }
}
