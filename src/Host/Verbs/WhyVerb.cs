using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs;

internal static class WhyVerb
{
    public static Command Create()
    {
        var command = new Command("why", "Say why a pod waits: what stands in the way on which nodes, and the smallest change that would help.");
        var target = new Argument<string>("pod/NAME") { Description = "The pod." };
        command.Add(target);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            if (parsed.GetValue(target)!.Split('/') is not ["pod" or "pods" or "po", { Length: > 0 } name]) throw new ConfigException($"'{parsed.GetValue(target)}' is not of the form pod/NAME");
            var told = await session.ReadAsync($"/timonier/why/{session.Namespace}/{name}", "application/json", cancellation);
            foreach (var line in Lines(told.Root)) await Console.Out.WriteLineAsync(line);
        });
        return command;
    }

    internal static IEnumerable<string> Lines(Documents.Node told)
    {
        yield return $"pod {told["namespace"u8].AsString()}/{told["pod"u8].AsString()}: {Word(told["verdict"u8].AsString())}";
        if (told["groups"u8].Count == 0) yield return $"  {told["message"u8].AsString()}";
        foreach (var group in told["groups"u8].Items)
        {
            var (count, examples) = (group["nodes"u8].AsInt32(), Texts(group["examples"u8]));
            yield return $"  {count} node{(count == 1 ? "" : "s")} ({string.Join(", ", examples)}{(count > examples.Count ? ", ..." : "")}){(group["lasting"u8].AsBool() ? ", not even when empty" : "")}:";
            foreach (var obstacle in group["obstacles"u8].Items) yield return $"    {obstacle["reason"u8].AsString()} [{obstacle["plugin"u8].AsString()}]";
        }
        if (Texts(told["nearest"u8]["changes"u8]) is { Count: > 0 } changes) yield return $"  smallest change: {string.Join("; ", changes)}";
    }

    private static string Word(string verdict) => verdict switch
    {
        "Scheduled" => "it has its node",
        "Held" => "it is held back",
        "Fits" => "it is about to be placed",
        "Never" => "never: no node of the cluster can take it as they are",
        _ => "not now",
    };

    private static List<string> Texts(Documents.Node list)
    {
        var texts = new List<string>();
        foreach (var item in list.Items) texts.Add(item.AsString());
        return texts;
    }
}
