using System.Text;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>Gathers the files of configMap, secret, downwardAPI and projected volumes.</summary>
internal sealed class VolumeContents(NodeConfig node, NodeCapacity capacity, PodTokens tokens, IReferencedObjects objects)
{
    private const int DefaultMode = 0b110_100_100, OwnerOnly = 0b110_000_000;

    /// <param name="pod">Whose volume it is.</param>
    /// <param name="volume">The volume in the pod's spec.</param>
    /// <param name="cancellation">Ends the reading of objects.</param>
    /// <param name="withTokens">Without, service account tokens are left out.</param>
    public async Task<VolumeFiles> OfAsync(PodDefinition pod, Place volume, CancellationToken cancellation, bool withTokens = true)
    {
        var files = new VolumeFiles();
        if (volume["projected"u8] is { IsObject: true } projected)
        {
            var mode = ModeOf(projected);
            foreach (var source in projected["sources"u8].Items)
                if (withTokens || !source["serviceAccountToken"u8].IsObject) await AddAsync(files, pod, source, mode, "name", cancellation);
            return files;
        }
        foreach (var kind in (string[])["configMap", "secret", "downwardAPI"])
            if (volume[kind].IsObject) await AddAsync(files, pod, volume, ModeOf(volume[kind]), "secretName", cancellation);
        return files;
    }

    public void Forget(string podUid) => tokens.Forget(podUid);

    private static int ModeOf(Place source) => source["defaultMode"u8].AsInt32OrNull() ?? DefaultMode;

    private async Task AddAsync(VolumeFiles files, PodDefinition pod, Place source, int mode, string secretName, CancellationToken cancellation)
    {
        if (source["configMap"u8] is { IsObject: true } map)
            AddKeys(files, await objects.ConfigMapAsync(pod.Namespace, map["name"u8].AsString(), cancellation), map, map["name"u8].AsString(), secret: false, mode);
        else if (source["secret"u8] is { IsObject: true } secret)
            AddKeys(files, await objects.SecretAsync(pod.Namespace, secret[secretName].AsString(), cancellation), secret, secret[secretName].AsString(), secret: true, mode);
        else if (source["downwardAPI"u8] is { IsObject: true } fields)
            AddFields(files, pod, fields, mode);
        else if (source["serviceAccountToken"u8] is { IsObject: true } token)
            await AddTokenAsync(files, pod, token, mode, cancellation);
    }

    private static void AddKeys(VolumeFiles files, Document? from, Place source, string name, bool secret, int mode)
    {
        var optional = source["optional"u8].AsBool();
        if (from is null)
        {
            if (optional) return;
            throw new ConfigurationException($"{(secret ? "secret" : "configmap")} \"{name}\" not found");
        }
        var data = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var member in from.Root["data"u8].Members) data[member.Name] = secret ? Convert.FromBase64String(member.Value.AsString()) : Encoding.UTF8.GetBytes(member.Value.AsString());
        foreach (var member in from.Root["binaryData"u8].Members) data[member.Name] = Convert.FromBase64String(member.Value.AsString());
        if (source["items"u8].Count == 0)
        {
            foreach (var (key, content) in data) files.Add(key, new(content, mode));
            return;
        }
        foreach (var item in source["items"u8].Items)
        {
            var key = item["key"u8].AsString();
            if (data.TryGetValue(key, out var content)) files.Add(item["path"u8].AsString(), new(content, item["mode"u8].AsInt32OrNull() ?? mode));
            else if (!optional) throw new ConfigurationException($"{(secret ? "references non-existent secret" : "configmap references non-existent config")} key: {key}");
        }
    }

    private void AddFields(VolumeFiles files, PodDefinition pod, Place source, int mode)
    {
        foreach (var item in source["items"u8].Items)
        {
            var text = item["fieldRef"u8].IsObject
                ? PodFields.Field(pod, item["fieldRef"u8]["fieldPath"u8].AsString(), node, [])
                : PodFields.Resource(pod, item["resourceFieldRef"u8]["containerName"u8].AsString(), item["resourceFieldRef"u8], capacity);
            files.Add(item["path"u8].AsString(), new(Encoding.UTF8.GetBytes(text), item["mode"u8].AsInt32OrNull() ?? mode));
        }
    }

    private async Task AddTokenAsync(VolumeFiles files, PodDefinition pod, Place source, int mode, CancellationToken cancellation)
    {
        var token = await tokens.GetAsync(pod, source["audience"u8].AsString(), source["expirationSeconds"u8].AsInt64OrNull() ?? 3600, cancellation);
        var (owned, user) = TokenRights(pod, mode);
        files.Add(source["path"u8].AsString(), new(Encoding.UTF8.GetBytes(token.Text), owned, user));
        files.RefreshBy(token.RefreshAt);
    }

    /// <summary>Where one user or one group runs the whole pod, only they read its token; a group's right to read is added with its ownership.</summary>
    private static (int Mode, long? User) TokenRights(PodDefinition pod, int mode)
    {
        var shared = pod.Spec["securityContext"u8];
        var users = pod.AllContainers.Select(c => c.Spec["securityContext"u8]["runAsUser"u8].AsInt64OrNull() ?? shared["runAsUser"u8].AsInt64OrNull()).Distinct().ToArray();
        var user = users.Length == 1 ? users[0] : null;
        return (user is not null || shared["fsGroup"u8].AsInt64OrNull() is not null ? OwnerOnly : mode, user);
    }
}
