using System.Text;
using Timonier.Node.Pods;

namespace Timonier.Node.Containers;

/// <summary>Makes the environment of one container.</summary>
internal sealed class ContainerEnvironment(PodDefinition pod, NodeConfig node, NodeCapacity capacity, IReadOnlyList<string> ips, IReferencedObjects objects)
{
    private readonly List<string> order = [];
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <exception cref="ConfigurationException">A reference leads nowhere and is not optional.</exception>
    public async Task<IReadOnlyDictionary<string, string>> BuildAsync(ContainerDefinition container, IEnumerable<Document> services, CancellationToken cancellation)
    {
        // 1 Whole ConfigMaps and Secrets; 2 single variables, which may use what stands before them; 3 services fill the gaps.
        var known = ServiceVariables.Of(services, pod.Namespace, pod.Spec["enableServiceLinks"u8].AsBoolOrNull() ?? true);
        foreach (var source in container.Spec["envFrom"u8].Items) await AddAllAsync(source, cancellation);
        foreach (var variable in container.Spec["env"u8].Items)
        {
            var name = variable["name"u8].AsString();
            var reference = variable["valueFrom"u8];
            if (!reference.IsObject)
            {
                var seen = new Dictionary<string, string>(known, StringComparer.Ordinal);
                foreach (var (key, value) in values) seen[key] = value;
                Set(name, Expansion.Of(variable["value"u8].AsString(), seen));
            }
            else if (await ResolveAsync(container, reference, cancellation) is { } found) Set(name, found);
        }
        foreach (var (name, value) in known)
            if (!values.ContainsKey(name)) Set(name, value);
        var result = new Dictionary<string, string>(order.Count, StringComparer.Ordinal);
        foreach (var name in order) result[name] = values[name];
        return result;
    }

    private void Set(string name, string value)
    {
        if (!values.ContainsKey(name)) order.Add(name);
        values[name] = value;
    }

    private async Task<string?> ResolveAsync(ContainerDefinition container, Place from, CancellationToken cancellation)
    {
        if (from["fieldRef"u8] is { IsObject: true } field) return PodFields.Field(pod, field["fieldPath"u8].AsString(), node, ips);
        if (from["resourceFieldRef"u8] is { IsObject: true } resource)
        {
            var of = resource["containerName"u8].AsString();
            return PodFields.Resource(pod, of.Length > 0 ? of : container.Name, resource, capacity);
        }
        if (from["configMapKeyRef"u8] is { IsObject: true } configMap) return await KeyAsync(configMap, secret: false, cancellation);
        if (from["secretKeyRef"u8] is { IsObject: true } secret) return await KeyAsync(secret, secret: true, cancellation);
        return null;
    }

    private async Task<string?> KeyAsync(Place reference, bool secret, CancellationToken cancellation)
    {
        var name = reference["name"u8].AsString();
        var key = reference["key"u8].AsString();
        var optional = reference["optional"u8].AsBool();
        var source = await SourceAsync(name, secret, optional, cancellation);
        if (source is null) return null;
        var value = source.Root["data"u8][key];
        if (value.IsString) return secret ? Decode(value) : value.AsString();
        if (optional) return null;
        throw new ConfigurationException($"couldn't find key {key} in {(secret ? "Secret" : "ConfigMap")} {pod.Namespace}/{name}");
    }

    private async Task AddAllAsync(Place from, CancellationToken cancellation)
    {
        var secret = from["secretRef"u8].IsObject;
        var reference = secret ? from["secretRef"u8] : from["configMapRef"u8];
        var source = await SourceAsync(reference["name"u8].AsString(), secret, reference["optional"u8].AsBool(), cancellation);
        if (source is null) return;
        var prefix = from["prefix"u8].AsString();
        foreach (var member in source.Root["data"u8].Members)
            Set(prefix + member.Name, secret ? Decode(member.Value) : member.Value.AsString());
    }

    private async Task<Document?> SourceAsync(string name, bool secret, bool optional, CancellationToken cancellation)
    {
        var found = secret
            ? await objects.SecretAsync(pod.Namespace, name, cancellation)
            : await objects.ConfigMapAsync(pod.Namespace, name, cancellation);
        if (found is null && !optional) throw new ConfigurationException($"{(secret ? "secret" : "configmap")} \"{name}\" not found");
        return found;
    }

    private static string Decode(Place value) => Encoding.UTF8.GetString(Convert.FromBase64String(value.AsString()));
}
