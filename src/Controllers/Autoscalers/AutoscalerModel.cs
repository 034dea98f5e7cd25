using System.Globalization;
using Timonier.Client;
using Timonier.Client.Events;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Controllers.Autoscalers;

/// <summary>A HorizontalPodAutoscaler as its plan reads it.</summary>
public sealed record AutoscalerModel(Document Source)
{
    private const double UsualTolerance = 0.1;

    public Node Spec => Source.Spec;
    public Node Target => Spec["scaleTargetRef"u8];
    public int Least => Spec["minReplicas"u8].AsInt32OrNull() ?? 1;
    public int Most => Spec["maxReplicas"u8].AsInt32();
    public Node Behavior => Spec["behavior"u8];

    public IReadOnlyList<Node> Metrics
    {
        get
        {
            var metrics = new List<Node>();
            foreach (var metric in Spec["metrics"u8].Items) metrics.Add(metric);
            return metrics;
        }
    }

    public ObjectReference About => ObjectReference.To(Source) with { ApiVersion = "autoscaling/v2", Kind = "HorizontalPodAutoscaler" };

    /// <summary>Whether a metric is so near to its target that nothing is to be done; each direction has its own width.</summary>
    public bool Tolerates(double ratio) => ratio >= 1 - Width("scaleDown") && ratio <= 1 + Width("scaleUp");

    /// <summary>A selector as upstream's messages print it.</summary>
    public static string Print(Node selector)
    {
        if (selector.IsNullOrMissing) return "nil";
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in selector["matchLabels"u8].Members) labels[label.Name] = label.Value.AsString();
        var expressions = "";
        foreach (var expression in selector["matchExpressions"u8].Items)
        {
            var values = new List<string>();
            foreach (var value in expression["values"u8].Items) values.Add(value.AsString());
            expressions += $"LabelSelectorRequirement{{Key:{expression["key"u8].AsString()},Operator:{expression["operator"u8].AsString()},Values:[{string.Join(' ', values)}],}},";
        }
        return $"&LabelSelector{{MatchLabels:map[string]string{{{string.Concat(labels.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Key}: {l.Value},")))}}},MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}";
    }

    /// <summary>A metric's selector as a query says it; none selects every series.</summary>
    public static string Query(Node selector) => selector.IsNullOrMissing ? "" : ObjectSelectors.Read(selector).ToString();

    private double Width(string direction) =>
        Quantity.TryParse(Behavior[direction]["tolerance"u8].AsText(), out var told) ? told.ToDouble() : UsualTolerance;
}
