namespace Timonier.Api.Authentication;

/// <summary>Signs tokens for service accounts; the API checks who may ask and for what.</summary>
public interface ITokenIssuer
{
    ValueTask<IssuedToken> IssueAsync(TokenGrant grant, CancellationToken cancellation);
}
