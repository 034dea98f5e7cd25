namespace Timonier.Api.Authentication;

/// <summary>Several kinds of bearer tokens: the first who believes a token answers for it; otherwise all say why not.</summary>
public sealed class TokenReviewers(params IReadOnlyList<ITokenReviewer> reviewers) : ITokenReviewer
{
    public async ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation)
    {
        var faults = new List<string>();
        foreach (var reviewer in reviewers)
        {
            var review = await reviewer.ReviewAsync(token, audiences, cancellation);
            if (review.User is not null) return review;
            if (review.Error.Length > 0 && !faults.Contains(review.Error)) faults.Add(review.Error);
        }
        return TokenReviewResult.Refused(faults.Count < 2 ? string.Concat(faults) : $"[{string.Join(", ", faults)}]");
    }
}
