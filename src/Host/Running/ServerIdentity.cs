using System.Net;
using System.Security.Cryptography.X509Certificates;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;
using Timonier.Pki;

namespace Timonier.Host.Running;

/// <summary>All keys and certificates of a server, made at its first start and renewed at later ones.</summary>
internal sealed class ServerIdentity
{
    public required ClusterAuthorities Authorities { get; init; }
    public required JoinToken JoinToken { get; init; }

    /// <summary>What the API shows to its clients.</summary>
    public required X509Certificate2 Serving { get; init; }

    /// <summary>What the API shows to nodes when it asks them for logs or streams.</summary>
    public required X509Certificate2 KubeletClient { get; init; }

    public required IPAddress Address { get; init; }

    public static ServerIdentity Prepare(ServerConfig config, TimeProvider time)
    {
        var address = config.AdvertiseAddress ?? NodeAddress.Find();
        var authorities = ClusterAuthorities.LoadOrCreate(config.PkiDirectory, time);
        var serving = CertificateFile.LoadOrIssue(config.PkiDirectory, "server", authorities.Server, time, ServingSubject(config, address), server: true);
        var kubeletClient = CertificateFile.LoadOrIssue(config.PkiDirectory, "kubelet-client", authorities.Client, time,
            new CertificateSubject("kube-apiserver-kubelet-client", "system:masters"), server: false);
        var admin = CertificateFile.LoadOrIssue(config.PkiDirectory, "admin", authorities.Client, time,
            new CertificateSubject("system:admin", "system:masters"), server: false);
        var host = config.BindAddress.Equals(IPAddress.Any) ? IPAddress.Loopback : config.BindAddress;
        Kubeconfig.Write(config.KubeconfigPath, Kubeconfig.Build($"https://{host}:{config.SecurePort}", authorities.Server.CertificatePem, admin));
        return new ServerIdentity
        {
            Authorities = authorities,
            JoinToken = JoinToken.LoadOrCreate(config.PkiDirectory, authorities.Server),
            Serving = serving.ToX509(),
            KubeletClient = kubeletClient.ToX509(),
            Address = address,
        };
    }

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
