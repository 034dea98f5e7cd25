using Timonier.Api.Authentication;
using Timonier.Contracts.Cluster;
using Timonier.Pki;

namespace Timonier.Host.Joining;

/// <summary>The secret of the join token, as a bearer token: whoever has it may ask for the first certificate of a node, and nothing else.</summary>
internal sealed class JoinSecret(JoinToken known) : ITokenReviewer
{
    private static readonly UserInfo Joiner = new("system:bootstrap:join-token", ["system:bootstrappers", "system:bootstrappers:timonier:nodes", "system:authenticated"]);

    public ValueTask<TokenReviewResult> ReviewAsync(string token, IReadOnlyList<string> audiences, CancellationToken cancellation) =>
        ValueTask.FromResult(known.Accepts(token) ? new TokenReviewResult(Joiner, audiences) : TokenReviewResult.NotKnown);
}
