namespace Timonier.Api.Authorization;

/// <summary>Says whether someone may do something.</summary>
public interface IAuthorizer
{
    ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationAttributes attributes, CancellationToken cancellation);
}
