using System.Net;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Configuration;

namespace Timonier.Host.Running;

/// <summary>Says in kube-public where the cluster is and who signs its certificates; the bootstrap signer adds what proves it.</summary>
internal static class ClusterInfo
{
    private const string Place = "kube-public";
    private const string Name = "cluster-info";
    private static readonly UserInfo Self = new("system:apiserver", ["system:masters"]);

    public static async Task EnsureAsync(IClusterClientFactory clients, ServerConfig config, ServerIdentity identity, CancellationToken cancellation)
    {
        var client = clients.For(Self);
        var content = Content(config, identity);
        var found = await client.GetAsync(CoreResources.ConfigMaps, Place, Name, cancellation: cancellation);
        if (!found.IsSuccess && !found.Failure.IsNotFound) throw new InvalidOperationException($"{Place}/{Name} could not be read: {found.Failure.Message}");
        if (found.IsSuccess && found.Value.Root["data"u8]["kubeconfig"u8].AsString() == content) return;
        var body = found.IsSuccess ? DraftObject.Of(found.Value) : new DraftObject { ["metadata"] = new DraftObject { ["name"] = Name, ["namespace"] = Place } };
        body.Object("data")["kubeconfig"] = content;
        var written = found.IsSuccess
            ? await client.UpdateAsync(CoreResources.ConfigMaps, Place, body, cancellation: cancellation)
            : await client.CreateAsync(CoreResources.ConfigMaps, Place, body, cancellation: cancellation);
        // Another server of the same cluster may have said it at this moment.
        if (!written.IsSuccess && written.Failure is { IsConflict: false, IsAlreadyExists: false } refused)
            throw new InvalidOperationException($"{Place}/{Name} could not be written: {refused.Message}");
    }

    private static string Content(ServerConfig config, ServerIdentity identity) => YamlText.Write(new DraftObject
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Config",
        ["clusters"] = new DraftArray(
        [
            new DraftObject
            {
                ["name"] = "",
                ["cluster"] = new DraftObject
                {
                    ["certificate-authority-data"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(identity.Authorities.Server.CertificatePem)),
                    ["server"] = $"https://{new IPEndPoint(identity.Address, config.SecurePort)}",
                },
            },
        ]),
        ["contexts"] = new DraftArray(),
        ["current-context"] = "",
        ["users"] = new DraftArray(),
    });
}
