namespace Timonier.Pki;

/// <summary>
/// One CA per purpose: who may serve the API, who may serve a node's endpoint, and who may come as a client;
/// so that a stolen node key cannot pose as the API server, nor a serving key as a user.
/// </summary>
public sealed class ClusterAuthorities
{
    public required CertificateAuthority Server { get; init; }
    public required CertificateAuthority Kubelet { get; init; }
    public required CertificateAuthority Client { get; init; }
    public required ServiceAccountKey ServiceAccounts { get; init; }

    public static ClusterAuthorities LoadOrCreate(string directory, TimeProvider time) => new()
    {
        Server = CertificateAuthority.LoadOrCreate(directory, "server-ca", time),
        Kubelet = CertificateAuthority.LoadOrCreate(directory, "kubelet-ca", time),
        Client = CertificateAuthority.LoadOrCreate(directory, "client-ca", time),
        ServiceAccounts = ServiceAccountKey.LoadOrCreate(directory),
    };
}
