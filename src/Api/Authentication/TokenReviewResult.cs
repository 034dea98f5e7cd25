using Timonier.Contracts.Cluster;

namespace Timonier.Api.Authentication;

/// <param name="User">Null when the token does not hold.</param>
/// <param name="Audiences">Those of the asked audiences that the token is meant for.</param>
/// <param name="Error">Why it does not hold, as shown in the review; empty when this is no token of the one who was asked.</param>
public sealed record TokenReviewResult(UserInfo? User, IReadOnlyList<string> Audiences, string Error = "")
{
    public static TokenReviewResult NotKnown { get; } = new(null, []);

    public static TokenReviewResult Refused(string why) => new(null, [], why);
}
