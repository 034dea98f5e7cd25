using System.Net;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>All keys and certificates of a server, made at its first start and renewed at later ones.</summary>
internal sealed class ServerIdentity
{
    /// <summary>The common name by which servers that extend the API know this one.</summary>
    public const string FrontProxyName = "front-proxy-client";

    public required ClusterAuthorities Authorities { get; init; }
    public required JoinToken JoinToken { get; init; }

    /// <summary>What the API shows to its clients.</summary>
    public required LiveCertificate Serving { get; init; }

    /// <summary>What the API shows to nodes when it asks them for logs or streams.</summary>
    public required LiveCertificate KubeletClient { get; init; }

    /// <summary>What the API shows to servers that extend it, when it speaks for users.</summary>
    public required LiveCertificate FrontProxy { get; init; }

    /// <summary>What the node of this server shows at its own endpoint.</summary>
    public required LiveCertificate Kubelet { get; init; }

    /// <summary>What the administrator's kubeconfig holds.</summary>
    public required LiveCertificate Admin { get; init; }

    public required IPAddress Address { get; init; }

    /// <summary>The authorities first: what they sign must not end with them.</summary>
    public IReadOnlyList<IRenewable> Renewables => [.. Authorities.All, Serving, KubeletClient, FrontProxy, Kubelet, Admin];

    public NodeIdentity ForNode() => new(() => Kubelet.Current, () => Authorities.Client.Certificate, Address);

    public static ServerIdentity Prepare(ServerConfig config, TimeProvider time)
    {
        var address = config.AdvertiseAddress ?? NodeAddress.Find();
        var authorities = ClusterAuthorities.LoadOrCreate(config.PkiDirectory, time);
        return new ServerIdentity
        {
            Authorities = authorities,
            JoinToken = JoinToken.LoadOrCreate(config.PkiDirectory, authorities.Server),
            Serving = Live("server", authorities.Server, ServingSubject(config, address), server: true),
            KubeletClient = Live("kubelet-client", authorities.Client, new CertificateSubject(KubeletDoor.ServerName), server: false),
            FrontProxy = Live("front-proxy-client", authorities.FrontProxy, new CertificateSubject(FrontProxyName), server: false),
            Kubelet = Live("kubelet", authorities.Kubelet, KubeletSubject(config, address), server: true),
            Admin = new LiveCertificate("admin", () =>
            {
                var admin = Issued("admin", authorities.Client, new CertificateSubject("system:admin", "system:masters"), server: false);
                WriteKubeconfig(config, authorities, admin);
                return admin;
            }),
            Address = address,
        };

        LiveCertificate Live(string name, CertificateAuthority authority, CertificateSubject subject, bool server) =>
            new(name, () => Issued(name, authority, subject, server));

        IssuedCertificate Issued(string name, CertificateAuthority authority, CertificateSubject subject, bool server) =>
            CertificateFile.LoadOrIssue(config.PkiDirectory, name, authority, time, subject, server);
    }

    private static void WriteKubeconfig(ServerConfig config, ClusterAuthorities authorities, IssuedCertificate admin)
    {
        var host = config.BindAddress.Equals(IPAddress.Any) ? IPAddress.Loopback : config.BindAddress;
        Kubeconfig.Write(config.KubeconfigPath, Kubeconfig.Build($"https://{host}:{config.SecurePort}", authorities.Server.CertificatePem, admin));
    }

    private static CertificateSubject KubeletSubject(ServerConfig config, IPAddress address) => new($"system:node:{config.NodeName}", "system:nodes")
    {
        DnsNames = [config.NodeName],
        Addresses = [address],
    };

    private static CertificateSubject ServingSubject(ServerConfig config, IPAddress address)
    {
        var names = new List<string>
        {
            "kubernetes", "kubernetes.default", "kubernetes.default.svc", $"kubernetes.default.svc.{config.ClusterDomain}", "localhost", Environment.MachineName,
        };
        var addresses = new List<IPAddress> { IPAddress.Loopback, address, config.ApiServiceAddress };
        if (!config.BindAddress.Equals(IPAddress.Any)) addresses.Add(config.BindAddress);
        foreach (var further in config.TlsSan)
        {
            if (IPAddress.TryParse(further, out var parsed)) addresses.Add(parsed);
            else names.Add(further);
        }
        return new CertificateSubject("timonier-server")
        {
            DnsNames = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)],
            Addresses = [.. addresses.Distinct()],
        };
    }
}
