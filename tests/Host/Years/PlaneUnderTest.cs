using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Client.Http;
using Timonier.Client.Tests;
using Timonier.Host.Configuration;
using Timonier.Host.Datastores;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Renewals;
using Timonier.Host.Running;
using Timonier.Kernel;
using Timonier.Pki;

namespace Timonier.Host.Tests.Years;

/// <summary>A server's control plane as the executable starts it, with its loops, on a data folder, over real TLS and in virtual time.</summary>
internal sealed class PlaneUnderTest : IAsyncDisposable
{
    private readonly Datastore datastore;
    private readonly ControlPlane plane;
    private readonly VirtualTime time;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;

    private PlaneUnderTest(ServerConfig config, ServerIdentity identity, Datastore datastore, ControlPlane plane, VirtualTime time)
    {
        (Config, Identity, this.datastore, this.plane, this.time) = (config, identity, datastore, plane, time);
        var parts = new Parts(NullLogger.Instance);
        plane.AddLoopsTo(parts, config, identity, time, new RandomIdSource(new Random(7)), NullLoggerFactory.Instance);
        parts.Add("certificates", new RenewalLoop(identity.Renewables, time, NullLogger.Instance).RunAsync);
        running = parts.RunAsync(stop.Token);
    }

    public ServerConfig Config { get; }
    public ServerIdentity Identity { get; }
    public Uri Address => new($"https://{Config.BindAddress}:{Config.SecurePort}");

    public static async Task<PlaneUnderTest> StartAsync(string folder, VirtualTime time)
    {
        // The port stands in many places, so it must be known before: it is the usual one, at a loopback address of one's own.
        var own = new IPAddress([127, (byte)Random.Shared.Next(1, 255), (byte)Random.Shared.Next(256), (byte)Random.Shared.Next(1, 255)]);
        var config = ServerConfig.From(SettingValues.Read(null, [],
            [new(Settings.DataDir, folder), new(Settings.AdvertiseAddress, "192.0.2.1"), new(Settings.BindAddress, own.ToString())]), "server");
        var loggers = (ILoggerFactory)NullLoggerFactory.Instance;
        var ids = new RandomIdSource(new Random(5));
        var datastore = await Datastore.OpenAsync(config, time, ids, loggers, TestContext.Current.CancellationToken);
        var identity = ServerIdentity.Prepare(config, time);
        var plane = await ControlPlane.StartAsync(config, datastore, identity, time, ids, loggers, CancellationToken.None);
        return new PlaneUnderTest(config, identity, datastore, plane, time);
    }

    /// <summary>Whoever has the kubeconfig that lies in the data folder now.</summary>
    public HttpClient AdminByKubeconfig()
    {
        var config = Kubeconfig.Read(Config.KubeconfigPath).ToDocument().Root;
        var user = config["users"u8][0]["user"u8];
        var certificate = X509Certificate2.CreateFromPem(Text(user["client-certificate-data"u8]), Text(user["client-key-data"u8]));
        var authority = X509Certificate2.CreateFromPem(Text(config["clusters"u8][0]["cluster"u8]["certificate-authority-data"u8]));
        return (Endpoint(authority) with { Certificate = () => certificate }).CreateHttpClient();
    }

    public HttpClient WithToken(string token) => (Endpoint(Identity.Authorities.Server.Certificate) with { Token = () => token }).CreateHttpClient();

    public HttpClusterClient Admin() => new(AdminByKubeconfig());

    /// <summary>The agent's settings for joining this server.</summary>
    public ServerConfig AgentConfig(string folder, string node, string token) => ServerConfig.From(SettingValues.Read(null, [],
        [new(Settings.DataDir, folder), new(Settings.NodeName, node), new(Settings.Server, Address.ToString()), new(Settings.Token, token)]), node);

    /// <summary>What the listener shows to a new connection.</summary>
    public async Task<X509Certificate2> ShownAsync()
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Config.BindAddress, Config.SecurePort, TestContext.Current.CancellationToken);
        await using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, (_, shown, _, _) =>
            shown is X509Certificate2 certificate && CertificateTrust.IsSignedBy(certificate, Identity.Authorities.Server.Certificate, time));
        await tls.AuthenticateAsClientAsync("localhost");
        return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await plane.DisposeAsync();
        await datastore.DisposeAsync();
        stop.Dispose();
    }

    private ClusterEndpoint Endpoint(X509Certificate2 authority) => new(Address) { Trusts = shown => CertificateTrust.IsSignedBy(shown, authority, time) };

    private static string Text(Documents.Node base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64.AsString()));
}
