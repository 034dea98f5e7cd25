namespace Timonier.Api.Authentication;

/// <summary>Judges a bearer token that someone else received: what a TokenReview asks.</summary>
public interface ITokenReviewer
{
    /// <summary><paramref name="audiences"/> empty: the API server's own audience.</summary>
    ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation);
}
