using System.Text;
using Timonier.Node.Containers;
using Timonier.Node.Pods;

namespace Timonier.Node.Volumes;

/// <summary>Gathers the files of configMap, secret, downwardAPI and projected volumes.</summary>
internal sealed class VolumeContents(NodeConfig node, NodeCapacity capacity, IClusterClient client, IReferencedObjects objects)
{
    private const int DefaultMode = 0b110_100_100;

    public async Task<Dictionary<string, VolumeFile>> OfAsync(PodDefinition pod, Place volume, IReadOnlyList<string> ips, CancellationToken cancellation)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        if (volume["projected"u8] is { IsObject: true } projected)
        {
            var mode = projected["defaultMode"u8].AsInt32OrNull() ?? DefaultMode;
            foreach (var source in projected["sources"u8].Items) await AddAsync(files, pod, source, mode, ips, "name", cancellation);
            return files;
        }
        foreach (var kind in (string[])["configMap", "secret", "downwardAPI"])
            if (volume[kind].IsObject) await AddAsync(files, pod, volume, volume[kind]["defaultMode"u8].AsInt32OrNull() ?? DefaultMode, ips, kind == "secret" ? "secretName" : "name", cancellation);
        return files;
    }

    private async Task AddAsync(Dictionary<string, VolumeFile> files, PodDefinition pod, Place source, int mode, IReadOnlyList<string> ips, string nameField, CancellationToken cancellation)
    {
        if (source["configMap"u8] is { IsObject: true } map)
            AddKeys(files, pod, await objects.ConfigMapAsync(pod.Namespace, map["name"u8].AsString(), cancellation), map, map["name"u8].AsString(), secret: false, mode);
        else if (source["secret"u8] is { IsObject: true } secret)
            AddKeys(files, pod, await objects.SecretAsync(pod.Namespace, secret[nameField].AsString(), cancellation), secret, secret[nameField].AsString(), secret: true, mode);
        else if (source["downwardAPI"u8] is { IsObject: true } fields)
            AddFields(files, pod, fields, mode, ips);
        else if (source["serviceAccountToken"u8] is { IsObject: true } token)
            files[Safe(token["path"u8].AsString())] = new(await TokenAsync(pod, token, cancellation), mode);
    }

    private static void AddKeys(Dictionary<string, VolumeFile> files, PodDefinition pod, Document? from, Place source, string name, bool secret, int mode)
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
            foreach (var (key, content) in data) files[Safe(key)] = new(content, mode);
            return;
        }
        foreach (var item in source["items"u8].Items)
        {
            var key = item["key"u8].AsString();
            if (data.TryGetValue(key, out var content)) files[Safe(item["path"u8].AsString())] = new(content, item["mode"u8].AsInt32OrNull() ?? mode);
            else if (!optional) throw new ConfigurationException($"references non-existent {(secret ? "secret" : "config")} key: {key}");
        }
    }

    private void AddFields(Dictionary<string, VolumeFile> files, PodDefinition pod, Place source, int mode, IReadOnlyList<string> ips)
    {
        foreach (var item in source["items"u8].Items)
        {
            var text = item["fieldRef"u8].IsObject
                ? PodFields.Field(pod, item["fieldRef"u8]["fieldPath"u8].AsString(), node, ips)
                : PodFields.Resource(pod, item["resourceFieldRef"u8]["containerName"u8].AsString(), item["resourceFieldRef"u8], capacity);
            files[Safe(item["path"u8].AsString())] = new(Encoding.UTF8.GetBytes(text), item["mode"u8].AsInt32OrNull() ?? mode);
        }
    }

    private async Task<byte[]> TokenAsync(PodDefinition pod, Place token, CancellationToken cancellation)
    {
        var account = pod.Spec["serviceAccountName"u8].AsStringOrNull() is { Length: > 0 } said ? said : "default";
        var spec = new DraftObject
        {
            ["expirationSeconds"] = token["expirationSeconds"u8].AsInt64OrNull() ?? 3600,
            ["boundObjectRef"] = new DraftObject { ["kind"] = "Pod", ["apiVersion"] = "v1", ["name"] = pod.Name, ["uid"] = pod.Uid },
        };
        if (token["audience"u8].AsStringOrNull() is { Length: > 0 } audience) spec["audiences"] = new DraftArray([audience]);
        var request = new DraftObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "TokenRequest", ["spec"] = spec };
        var made = await client.CreateAsync(Resources.ServiceAccounts, pod.Namespace, request, new WriteQuery { Subresource = "token", Name = account }, cancellation);
        return made.IsSuccess
            ? Encoding.UTF8.GetBytes(made.Value.Status["token"u8].AsString())
            : throw new ConfigurationException($"failed to fetch token: {made.Failure.Message}");
    }

    private static string Safe(string path) => Path.IsPathRooted(path) || path.Split('/').Any(p => p is ".." or "" or ".")
        ? throw new ConfigurationException($"invalid path: {path}")
        : path;
}
