using Microsoft.AspNetCore.Http;

namespace Timonier.Api.Authentication;

/// <summary>Finds out who sends a request: from the client certificate, a bearer token or nothing.</summary>
public interface IAuthenticator
{
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation);
}
