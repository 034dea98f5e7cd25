using System.Net;
using Timonier.Controllers.Certificates;
using Timonier.Contracts.Cluster;
using Timonier.Kinds;

namespace Timonier.Controllers.Framework;

/// <summary>What the user decides about controllers; the defaults are upstream's.</summary>
public sealed record ControllersConfig
{
    /// <summary>The range from which nodes get their pod ranges; null: nodes get none.</summary>
    public IPNetwork? ClusterCidr { get; init; } = IPNetwork.Parse("10.42.0.0/16");

    /// <summary>Length of the prefix of one node's range.</summary>
    public int NodeCidrMask { get; init; } = 24;

    /// <summary>The certificate that pods trust when they talk to the API, in PEM.</summary>
    public string RootCaPem { get; init; } = "";

    /// <summary>Signs the claims (JSON) of a service account's token; null: secrets of that type are not filled.</summary>
    public Func<ReadOnlyMemory<byte>, string>? SignToken { get; init; }

    /// <summary>Signs a certificate with the CA of its signer and answers it in PEM; null: approved requests stay unsigned.</summary>
    public Func<SigningOrder, string>? SignCertificate { get; init; }

    /// <summary>Silence of a node after which it counts as lost.</summary>
    public TimeSpan NodeMonitorGracePeriod { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>The same for a node that has never reported.</summary>
    public TimeSpan NodeStartupGracePeriod { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Finished pods beyond this number are deleted, oldest first.</summary>
    public int TerminatedPodLimit { get; init; } = 12500;

    /// <summary>The kinds that garbage collection and the end of a namespace look at, and that policies are checked against.</summary>
    public IKindSource Kinds { get; init; } = new KindRegistry();

    /// <summary>What other servers have for this cluster, as it is known at the moment of the question.</summary>
    public Func<CancellationToken, ValueTask<ForeignKinds>> Foreign { get; init; } = static _ => ValueTask.FromResult(ForeignKinds.None);

    /// <summary>Who we are in leader election; empty: there is no rival, lead at once.</summary>
    public string LeaderIdentity { get; init; } = "";
}
