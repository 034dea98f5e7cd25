using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Controllers.Autoscalers;

/// <summary>Asks the servers of metrics that stand behind the API, each in upstream's paths, as the autoscaler itself.</summary>
internal sealed class MetricsReader(IClusterClient client, IKindSource kinds)
{
    private static readonly ResourceName PodMetrics = new("metrics.k8s.io", "v1beta1", "pods");
    private static readonly TimeSpan UsualWindow = TimeSpan.FromMinutes(1);

    /// <param name="metric">One of the autoscaler's metrics.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="selector">Which pods the target has.</param>
    /// <param name="cancellation">Ends the wait for an answer.</param>
    public Task<MetricReading> ReadAsync(Node metric, string @namespace, string selector, CancellationToken cancellation) => metric["type"u8].AsString() switch
    {
        "Resource" => OfResourceAsync(metric["resource"u8]["name"u8].AsString(), "", @namespace, selector, cancellation),
        "ContainerResource" => OfResourceAsync(metric["containerResource"u8]["name"u8].AsString(), metric["containerResource"u8]["container"u8].AsString(), @namespace, selector, cancellation),
        "Pods" => OfPodsAsync(metric["pods"u8]["metric"u8], @namespace, selector, cancellation),
        "Object" => OfObjectAsync(metric["object"u8], @namespace, cancellation),
        "External" => OfElsewhereAsync(metric["external"u8]["metric"u8], @namespace, cancellation),
        var unknown => Task.FromResult(MetricReading.Failed($"unknown metric source type {GoText.Quote(unknown)}")),
    };

    private async Task<MetricReading> OfResourceAsync(string resource, string container, string @namespace, string selector, CancellationToken cancellation)
    {
        var told = await client.ListAsync(PodMetrics, @namespace, new ListQuery { LabelSelector = selector }, cancellation);
        if (!told.IsSuccess) return MetricReading.Failed($"unable to fetch metrics from resource metrics API: {Said(told.Failure, PodMetrics)}");
        if (told.Value.Items.Count == 0) return MetricReading.Failed("no metrics returned from resource metrics API");
        var samples = new Dictionary<string, PodSample>(StringComparer.Ordinal);
        foreach (var pod in told.Value.Items)
        {
            var (used, found) = Used(pod, resource, container);
            if (!found) return MetricReading.Failed($"failed to get container metrics: container {container} not present in metrics for pod {@namespace}/{pod.Name}");
            var window = GoDuration.TryParse(pod.Root["window"u8].AsString(), out var length) ? length : TimeSpan.Zero;
            if (used is { } milli) samples[pod.Name] = new PodSample(milli, pod.Root["timestamp"u8].AsTime() ?? DateTimeOffset.MinValue, window);
        }
        return new MetricReading { Pods = samples };
    }

    /// <summary>What a pod, or its one container, used: null when that is not known of each of them; and whether that container is there at all.</summary>
    private static (long? Milli, bool Found) Used(Document pod, string resource, string container)
    {
        long sum = 0;
        var counted = 0;
        foreach (var part in pod.Root["containers"u8].Items)
        {
            if (container.Length > 0 && part["name"u8].AsString() != container) continue;
            if (!Quantity.TryParse(part["usage"u8][resource].AsText(), out var used)) return (null, true);
            sum += used.MilliValue;
            counted++;
        }
        return (counted > 0 ? sum : null, counted > 0 || container.Length == 0);
    }

    private async Task<MetricReading> OfPodsAsync(Node metric, string @namespace, string selector, CancellationToken cancellation)
    {
        var (values, failure) = await CustomAsync("pods", "*", metric, @namespace, selector, cancellation);
        if (failure is not null) return MetricReading.Failed(failure);
        var samples = new Dictionary<string, PodSample>(StringComparer.Ordinal);
        foreach (var value in values)
        {
            var window = value.Root["windowSeconds"u8].AsInt64OrNull() is { } seconds ? TimeSpan.FromSeconds(seconds) : UsualWindow;
            samples[value.Root["describedObject"u8]["name"u8].AsString()] = new PodSample(Milli(value.Root["value"u8]), value.Root["timestamp"u8].AsTime() ?? DateTimeOffset.MinValue, window);
        }
        return new MetricReading { Pods = samples };
    }

    private async Task<MetricReading> OfObjectAsync(Node source, string @namespace, CancellationToken cancellation)
    {
        var described = source["describedObject"u8];
        var (kind, name) = (described["kind"u8].AsString(), described["name"u8].AsString());
        // What a namespace has stands in it as metrics/NAME, without an object between.
        var plural = kind == "Namespace" ? "metrics" : kinds.Current.FindKind(described["apiVersion"u8].AsString(), kind)?.Resource.Qualified;
        if (plural is null) return MetricReading.Failed($"unable to fetch metrics from custom metrics API: no matches for kind {GoText.Quote(kind)} in version {GoText.Quote(described["apiVersion"u8].AsString())}");
        var (values, failure) = await CustomAsync(plural, name, source["metric"u8], @namespace, "", cancellation);
        return failure is not null ? MetricReading.Failed(failure) : new MetricReading { Values = [.. values.Take(1).Select(v => Milli(v.Root["value"u8]))] };
    }

    private async Task<(IReadOnlyList<Document> Values, string? Failure)> CustomAsync(string plural, string name, Node metric, string @namespace, string selector, CancellationToken cancellation)
    {
        var resource = new ResourceName("custom.metrics.k8s.io", "v1beta2", plural);
        var query = new ListQuery { LabelSelector = selector, MetricLabelSelector = AutoscalerModel.Query(metric["selector"u8]) };
        var part = metric["name"u8].AsString();
        var told = await client.ListAsync(resource, @namespace, plural == "metrics" ? query with { Name = part } : query with { Name = name, Part = part }, cancellation);
        if (!told.IsSuccess) return ([], $"unable to fetch metrics from custom metrics API: {Said(told.Failure, resource)}");
        return told.Value.Items.Count == 0 ? ([], "no metrics returned from custom metrics API") : (told.Value.Items, null);
    }

    private async Task<MetricReading> OfElsewhereAsync(Node metric, string @namespace, CancellationToken cancellation)
    {
        var resource = new ResourceName("external.metrics.k8s.io", "v1beta1", metric["name"u8].AsString());
        var told = await client.ListAsync(resource, @namespace, new ListQuery { LabelSelector = AutoscalerModel.Query(metric["selector"u8]) }, cancellation);
        if (!told.IsSuccess) return MetricReading.Failed($"unable to fetch metrics from external metrics API: {Said(told.Failure, resource)}");
        return told.Value.Items.Count == 0 ? MetricReading.Failed("no metrics returned from external metrics API") : new MetricReading { Values = [.. told.Value.Items.Select(v => Milli(v.Root["value"u8]))] };
    }

    private static long Milli(Node value) => Quantity.TryParse(value.AsText(), out var quantity) ? quantity.MilliValue : 0;

    // A server that answers with nothing but a code is told of with what was asked of it.
    private static string Said(Status failure, ResourceName asked) => failure.IsNotFound && failure.Message == Status.UnknownResource().Message ? $"{failure.Message} (get {asked.Qualified})" : failure.Message;
}
