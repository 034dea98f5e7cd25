using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Api;
using Timonier.Api.Authentication;
using Timonier.Contracts.Store;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Testing.Parts;

/// <summary>What a control plane is made of.</summary>
internal sealed record PlaneParts(IRevisionStore Store, TimeProvider Time, IIdSource Ids)
{
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
    public ApiConfig Api { get; init; } = new();

    /// <summary>What may come between the components and the API; null: nothing.</summary>
    public ITrouble? Trouble { get; init; }

    /// <summary>The certificate that pods are told to trust.</summary>
    public string RootCaPem { get; init; } = "";

    /// <summary>Who signs certificates; null: nobody does.</summary>
    public ClusterAuthorities? Authorities { get; init; }

    /// <summary>Finds out who sends a request; null where none comes from outside.</summary>
    public Func<ITokenReviewer, IAuthenticator>? Authenticator { get; init; }
}
