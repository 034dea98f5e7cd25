namespace Timonier.Controllers.Autoscalers;

/// <summary>What a server of metrics said of one metric: a sample for each pod, or values of something else, in thousandths; or why it said nothing.</summary>
public sealed record MetricReading
{
    public IReadOnlyDictionary<string, PodSample> Pods { get; init; } = new Dictionary<string, PodSample>(StringComparer.Ordinal);

    public IReadOnlyList<long> Values { get; init; } = [];

    public string? Failure { get; init; }

    public static MetricReading Failed(string why) => new() { Failure = why };
}
