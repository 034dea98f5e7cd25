using Timonier.Documents;

namespace Timonier.Controllers.Autoscalers;

/// <summary>The target of an autoscaler: its replicas as asked for and as there are, and its pods.</summary>
internal sealed record ScaleView(int SpecReplicas, int StatusReplicas, IReadOnlyList<Document> Pods, Func<double, bool> Tolerates, DateTimeOffset Now)
{
    public const string NoPods = "no pods returned by selector while calculating replica count";
}
