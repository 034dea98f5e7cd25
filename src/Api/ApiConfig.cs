using System.Net;
using System.Security.Cryptography.X509Certificates;
using Timonier.Api.Admission;
using Timonier.Api.Admission.Events;
using Timonier.Api.Admission.PodSecurity;
using Timonier.Api.Aggregation;
using Timonier.Api.Audit;
using Timonier.Api.Authentication;
using Timonier.Api.Health;
using Timonier.Api.Subresources;
using Timonier.Documents;

namespace Timonier.Api;

/// <summary>What the API must be told about the cluster around it.</summary>
public sealed record ApiConfig
{
    /// <summary>Other servers write to the same store.</summary>
    public bool HasSiblings { get; init; }

    public IPNetwork ServiceCidr { get; init; } = IPNetwork.Parse("10.43.0.0/16");
    public int NodePortFirst { get; init; } = 30000;
    public int NodePortLast { get; init; } = 32767;
    public string ClusterDomain { get; init; } = "cluster.local";

    /// <summary>Where pods reach this server: the endpoint behind the kubernetes Service. Null: none is published.</summary>
    public IPAddress? AdvertiseAddress { get; init; }
    public int SecurePort { get; init; } = 6443;
    public VersionInfo Version { get; init; } = new();

    /// <summary>The way to the node agents; null where there are none.</summary>
    public IKubeletConnector? Kubelets { get; init; }
    public int KubeletPort { get; init; } = 10250;

    /// <summary>The way to pods, for their proxies.</summary>
    public IPodConnector Pods { get; init; } = new PodConnector();
    public ITokenIssuer? TokenIssuer { get; init; }
    public ITokenReviewer? TokenReviewer { get; init; }

    /// <summary>How others check this cluster's tokens; null: they cannot.</summary>
    public IssuerDocuments? Issuer { get; init; }

    /// <summary>What the store tells of itself, as Prometheus text for /metrics.</summary>
    public Func<string> StoreMetrics { get; init; } = static () => "";

    /// <summary>What this server shows to the servers of other group versions, so that they believe whom it speaks for; null: nothing.</summary>
    public Func<X509Certificate2>? ProxyCertificate { get; init; }

    /// <summary>How those servers know that certificate and the users' own; null: they are not told.</summary>
    public ExtensionTrust? Extensions { get; init; }

    /// <summary>Documents of the server about itself, by their paths, for whoever may read these paths.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, ValueTask<Document>>> OwnDocuments { get; init; } = new Dictionary<string, Func<CancellationToken, ValueTask<Document>>>();

    /// <summary>Why a pod (namespace and name) waits for its node, by the scheduler; null when it cannot say.</summary>
    public Func<string, string, CancellationToken, Task<Document?>> Explain { get; init; } = static (_, _, _) => Task.FromResult<Document?>(null);
    public IReadOnlyList<IHealthCheck> HealthChecks { get; init; } = [];

    /// <summary>Which admission steps run.</summary>
    public AdmissionPlugins Admission { get; init; } = new();

    /// <summary>Which standard pods must meet where their namespace does not say.</summary>
    public PodSecurityConfig PodSecurity { get; init; } = new();

    /// <summary>How many events are taken, where that step runs.</summary>
    public IReadOnlyList<EventLimit> EventLimits { get; init; } = [];

    /// <summary>Upstream's bounds on requests in flight; together they are the seats that priority levels share.</summary>
    public int MaxReadsInFlight { get; init; } = 400;
    public int MaxWritesInFlight { get; init; } = 200;

    /// <summary>What is told of requests; null: nothing.</summary>
    public AuditConfig? Audit { get; init; }

    /// <summary>How long a request may take that is neither a watch nor a stream.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a watch stands at least when its client does not say.</summary>
    public TimeSpan LeastWatch { get; init; } = TimeSpan.FromMinutes(30);
}
