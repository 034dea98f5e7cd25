using System.Net.Http.Headers;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Scheduling.Framework;
using Timonier.Scheduling.Nodes;

namespace Timonier.Scheduling.Extenders;

/// <summary>One extender, asked in upstream's form (extender/v1). A failure is an exception, which its user takes as the extender may be ignored or not.</summary>
public sealed partial class Extender(ExtenderConfig config, HttpMessageInvoker http, TimeProvider time)
{
    public ExtenderConfig Config { get; } = config;

    /// <summary>Its name in messages.</summary>
    public string Name => Config.UrlPrefix.ToString().TrimEnd('/');

    /// <summary>Whether it has a say about a pod.</summary>
    public bool IsAbout(PodRequest pod) => Config.ManagedResources.Count == 0 || Config.ManagedResources.Any(r => pod.AmountOf(r) > 0 || IsLimited(pod, r));

    /// <summary>Which of the nodes it leaves, and why not the others.</summary>
    /// <exception cref="HttpRequestException">It did not answer, or with an error.</exception>
    public async Task<(IReadOnlyList<NodeRow> Left, IReadOnlyDictionary<NodeRow, Refusal> Refused)> FilterAsync(PodRequest pod, IReadOnlyList<NodeRow> nodes, CancellationToken cancellation)
    {
        var answer = (await PostAsync(Config.FilterVerb, Args(pod, nodes), cancellation)).Root;
        if (answer["error"u8].AsString() is { Length: > 0 } error) throw new HttpRequestException(error);
        var left = new HashSet<string>(StringComparer.Ordinal);
        if (Config.NodeCacheCapable && answer["nodenames"u8].IsArray)
            foreach (var name in answer["nodenames"u8].Items) left.Add(name.AsString());
        else
            foreach (var node in answer["nodes"u8]["items"u8].Items) left.Add(node["metadata"u8]["name"u8].AsString());
        var refused = new Dictionary<NodeRow, Refusal>();
        foreach (var row in nodes)
            if (!left.Contains(row.Name)) refused[row] = Why(answer, row);
        return ([.. nodes.Where(row => left.Contains(row.Name))], refused);
    }

    /// <summary>Adds its scores, weighed, to those of the nodes.</summary>
    /// <exception cref="HttpRequestException">It did not answer, or with an error.</exception>
    public async Task AddScoresAsync(PodRequest pod, IReadOnlyList<NodeRow> nodes, long[] scores, CancellationToken cancellation)
    {
        // Its scores go to 10, those of plugins to 100.
        const int scale = 10;
        var answer = (await PostAsync(Config.PrioritizeVerb, Args(pod, nodes), cancellation)).Root;
        foreach (var item in answer.Items)
            for (var i = 0; i < nodes.Count; i++)
                if (nodes[i].Name == item["host"u8].AsString()) scores[i] += item["score"u8].AsInt64() * Config.Weight * scale;
    }

    /// <exception cref="HttpRequestException">It did not answer, or with an error.</exception>
    public async Task BindAsync(PodRequest pod, string node, CancellationToken cancellation)
    {
        var body = new DraftObject { ["podName"] = pod.Name, ["podNamespace"] = pod.Namespace, ["podUID"] = pod.Uid, ["node"] = node };
        var answer = await PostAsync(Config.BindVerb, body, cancellation);
        if (answer.Root["error"u8].AsString() is { Length: > 0 } error) throw new HttpRequestException(error);
    }

    private Refusal Why(Node answer, NodeRow row)
    {
        var final = answer["failedAndUnresolvableNodes"u8][row.Name];
        return final.Exists ? new Refusal(Name, final.AsString()) { IsFinal = true } : new Refusal(Name, answer["failedNodes"u8][row.Name].AsString());
    }

    private DraftObject Args(PodRequest pod, IReadOnlyList<NodeRow> nodes)
    {
        var args = new DraftObject { ["pod"] = Draft.Over(pod.Pod.Root) };
        if (Config.NodeCacheCapable) args["nodenames"] = DraftArray.OfTexts(nodes.Select(n => n.Name));
        else args["nodes"] = new DraftObject { ["metadata"] = new DraftObject(), ["items"] = new DraftArray(nodes.Select(n => Draft.Over(n.Node.Root))) };
        return args;
    }

    private async Task<Document> PostAsync(string verb, DraftObject body, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(Config.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Config.UrlPrefix, verb));
        request.Content = new ReadOnlyMemoryContent(body.ToDocument().Utf8) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode) throw new HttpRequestException($"failed {verb} with extender at URL {Name}/{verb}, code {(int)response.StatusCode}");
            return Document.Parse(await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException($"extender at URL {Name}/{verb} did not answer within {GoDuration.Format(Config.Timeout)}", e);
        }
        catch (DocumentSyntaxException e)
        {
            throw new HttpRequestException($"extender at URL {Name}/{verb} answered something that is no JSON", e);
        }
    }

    private static bool IsLimited(PodRequest pod, string resource)
    {
        foreach (var container in pod.Pod.Spec["containers"u8].Items)
            if (container["resources"u8]["limits"u8][resource].Exists) return true;
        return false;
    }
}
