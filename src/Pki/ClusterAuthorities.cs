namespace Timonier.Pki;

/// <summary>
/// One CA per purpose: who may serve the API, who may serve a node's endpoint, who may come as a client, and who may
/// speak for users to servers that extend the API; so that a stolen node key cannot pose as the API server, nor a
/// serving key as a user, nor any user as everybody.
/// </summary>
public sealed class ClusterAuthorities
{
    public required CertificateAuthority Server { get; init; }
    public required CertificateAuthority Kubelet { get; init; }
    public required CertificateAuthority Client { get; init; }
    public required CertificateAuthority FrontProxy { get; init; }
    public required ServiceAccountKey ServiceAccounts { get; init; }

    /// <summary>The files that <see cref="LoadOrCreate"/> reads: servers with the same ones are one cluster.</summary>
    public static IReadOnlyList<string> FileNames { get; } =
    [
        "server-ca.crt", "server-ca.key", "kubelet-ca.crt", "kubelet-ca.key", "client-ca.crt", "client-ca.key",
        "front-proxy-ca.crt", "front-proxy-ca.key", "service-account.key",
    ];

    public IReadOnlyList<CertificateAuthority> All => [Server, Kubelet, Client, FrontProxy];

    public static ClusterAuthorities LoadOrCreate(string directory, TimeProvider time) => new()
    {
        Server = CertificateAuthority.LoadOrCreate(directory, "server-ca", time),
        Kubelet = CertificateAuthority.LoadOrCreate(directory, "kubelet-ca", time),
        Client = CertificateAuthority.LoadOrCreate(directory, "client-ca", time),
        FrontProxy = CertificateAuthority.LoadOrCreate(directory, "front-proxy-ca", time),
        ServiceAccounts = ServiceAccountKey.LoadOrCreate(directory),
    };
}
