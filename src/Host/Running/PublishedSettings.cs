using System.Net;
using System.Text;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Joining;

namespace Timonier.Host.Running;

/// <summary>
/// Says in two ConfigMaps what machines must know: to everybody where the cluster is and who signs its certificates,
/// to which the bootstrap signer adds what proves it; and to its nodes how it is laid out.
/// </summary>
internal static class PublishedSettings
{
    /// <summary>As whom this is written, with a right to these two alone.</summary>
    public static UserInfo Writer { get; } = UserInfo.Controller("settings-publisher");

    public static async Task EnsureAsync(IClusterClientFactory clients, ServerConfig config, ServerIdentity identity, CancellationToken cancellation)
    {
        var client = clients.For(Writer);
        await EnsureAsync(client, "kube-public", "cluster-info", new DraftObject { ["kubeconfig"] = KubeconfigFor(config, identity) }, cancellation);
        await EnsureAsync(client, NodeSettings.Place, NodeSettings.ConfigMap, NodeSettings.Of(config, identity.Authorities).ToDraft(), cancellation);
    }

    private static async Task EnsureAsync(IClusterClient client, string place, string name, DraftObject wanted, CancellationToken cancellation)
    {
        var found = await client.GetAsync(CoreResources.ConfigMaps, place, name, cancellation: cancellation);
        if (!found.IsSuccess && !found.Failure.IsNotFound) throw new InvalidOperationException($"{place}/{name} could not be read: {found.Failure.Message}");
        var body = found.IsSuccess ? DraftObject.Of(found.Value) : new DraftObject { ["metadata"] = new DraftObject { ["name"] = name, ["namespace"] = place } };
        var data = body.Object("data");
        if (found.IsSuccess && wanted.All(entry => data.String(entry.Key) == wanted.String(entry.Key))) return;
        foreach (var entry in wanted) data[entry.Key] = wanted.String(entry.Key);
        var written = found.IsSuccess
            ? await client.UpdateAsync(CoreResources.ConfigMaps, place, body, cancellation: cancellation)
            : await client.CreateAsync(CoreResources.ConfigMaps, place, body, cancellation: cancellation);
        // Another server of the same cluster may have said it at this moment.
        if (!written.IsSuccess && written.Failure is { IsConflict: false, IsAlreadyExists: false } refused)
            throw new InvalidOperationException($"{place}/{name} could not be written: {refused.Message}");
    }

    private static string KubeconfigFor(ServerConfig config, ServerIdentity identity) => YamlText.Write(new DraftObject
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
