using Timonier.Documents;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs.Plans;

/// <summary>A forecast in words, the things that hinder first.</summary>
internal static class ForecastReport
{
    // They follow from the objects that are shown.
    private static readonly string[] Untold = ["Event", "Lease", "Endpoints", "EndpointSlice", "ControllerRevision"];

    public static async Task WriteAsync(TextWriter output, Forecast forecast, IEnumerable<Refusal> refusedLive, IReadOnlyList<string> leftOut)
    {
        var before = forecast.Before.Where(IsTold).ToDictionary(one => one.Uid);
        var after = forecast.After.Where(IsTold).ToDictionary(one => one.Uid);
        await SectionAsync(output, "Refused", [.. refusedLive.Concat(forecast.Refusals).Select(no => $"! {no.Object}: {no.Message}")]);
        await SectionAsync(output, "Objects", [.. Changes(before, after)]);
        await SectionAsync(output, "Placed", [.. Placed(before, after)]);
        await SectionAsync(output, "Waiting for a node", [.. Waiting(after)]);
        await SectionAsync(output, "Complaints", forecast.Warnings);
        await SectionAsync(output, "Not looked at", leftOut);
        await output.WriteLineAsync(forecast.IsAtRest
            ? $"At rest after {forecast.Played.TotalSeconds:N0} s of the cluster's time. Names of new pods are examples. Nothing was touched."
            : $"Not at rest after {forecast.Played.TotalSeconds:N0} s of the cluster's time: this is how far it had come. Nothing was touched.");
    }

    private static IEnumerable<string> Changes(Dictionary<string, Document> before, Dictionary<string, Document> after)
    {
        foreach (var one in after.Values.Where(one => !before.ContainsKey(one.Uid))) yield return $"+ {Title(one)}";
        foreach (var one in after.Values)
        {
            if (!before.TryGetValue(one.Uid, out var old)) continue;
            var lines = Difference.Of(old.Root, one.Root).Where(line => !line.StartsWith("status", StringComparison.Ordinal)).ToList();
            if (lines.Count > 0) yield return $"~ {Title(one)}{string.Concat(lines.Select(line => $"\n      {line}"))}";
        }
        foreach (var one in before.Values.Where(one => !after.ContainsKey(one.Uid))) yield return $"- {Title(one)}";
    }

    private static IEnumerable<string> Placed(Dictionary<string, Document> before, Dictionary<string, Document> after) =>
        after.Values.Where(one => NodeOf(one).Length > 0 && (!before.TryGetValue(one.Uid, out var old) || NodeOf(old).Length == 0)).Select(one => $"{Title(one)} -> {NodeOf(one)}");

    private static IEnumerable<string> Waiting(Dictionary<string, Document> after)
    {
        foreach (var pod in after.Values.Where(one => one.Kind == "Pod" && NodeOf(one).Length == 0))
            foreach (var condition in pod.Status["conditions"u8].Items)
                if (condition["type"u8].TextEquals("PodScheduled"u8) && condition["status"u8].TextEquals("False"u8)) yield return $"{Title(pod)}: {condition["message"u8].AsString()}";
    }

    private static async Task SectionAsync(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        if (lines.Count == 0) return;
        await output.WriteLineAsync($"{title}:");
        foreach (var line in lines) await output.WriteLineAsync($"  {line}");
    }

    private static bool IsTold(Document one) => !Untold.Contains(one.Kind);

    private static string NodeOf(Document one) => one.Kind == "Pod" ? one.Spec["nodeName"u8].AsString() : "";

    private static string Title(Document one) => $"{one.Kind}/{one.Name}{(one.Namespace.Length > 0 ? $" in {one.Namespace}" : "")}";
}
