using System.Globalization;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>Reads the notation of lives. What it does not know it refuses, since a misspelt wish would be a silent one.</summary>
internal static class LifeReader
{
    public static LifeBook Book(ReadOnlyMemory<byte> yaml)
    {
        var root = Parse(yaml);
        Know(root, "the rules", "images", "lives");
        var images = new List<ImageRule>();
        foreach (var rule in root["images"u8].Items)
        {
            Know(rule, "a rule of images", "match", "after", "error");
            images.Add(new ImageRule(rule["match"u8].AsString() is { Length: > 0 } match ? match : "*", Span(rule["after"u8], "after") ?? TimeSpan.Zero, rule["error"u8].AsString()));
        }
        var lives = new List<LifeRule>();
        foreach (var rule in root["lives"u8].Items) lives.Add(Rule(rule));
        return new LifeBook(images, lives);
    }

    /// <summary>A list of stages alone, as annotations have it.</summary>
    public static List<LifeStage> Stages(ReadOnlyMemory<byte> yaml) => Stages(Parse(yaml));

    public static TimeSpan Span(string text, string field) =>
        GoDuration.TryParse(text, out var span) && span >= TimeSpan.Zero ? span : throw new FormatException($"{field}: '{text}' is not a length of time such as 1m30s");

    public static Quantity Amount(string text, string field) =>
        Quantity.TryParse(text, out var amount) ? amount : throw new FormatException($"{field}: '{text}' is not a quantity");

    public static int Number(string text, string field) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"{field}: '{text}' is not a number");

    private static Node Parse(ReadOnlyMemory<byte> yaml)
    {
        try
        {
            return Yaml.Parse(yaml, out _).ToDocument().Root;
        }
        catch (DocumentSyntaxException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private static LifeRule Rule(Node rule)
    {
        Know(rule, "a life", "when", "startAfter", "startError", "stopAfter", "stopExit", "cpu", "memory", "stages");
        var when = rule["when"u8];
        if (when.Exists) Know(when, "when", "role", "restartPolicy", "container", "namespace", "image", "labels");
        var life = new Life
        {
            StartAfter = Span(rule["startAfter"u8], "startAfter") ?? TimeSpan.Zero,
            StartError = rule["startError"u8].AsString(),
            StopAfter = Span(rule["stopAfter"u8], "stopAfter") ?? TimeSpan.Zero,
            StopExit = rule["stopExit"u8].AsInt32(),
            Cpu = rule["cpu"u8].Exists ? Amount(rule["cpu"u8].AsText(), "cpu") : Quantity.Zero,
            Memory = rule["memory"u8].Exists ? Amount(rule["memory"u8].AsText(), "memory") : Quantity.Zero,
        };
        return new LifeRule(life.WithStages(Stages(rule["stages"u8])))
        {
            Role = when["role"u8].AsString(),
            RestartPolicy = when["restartPolicy"u8].AsString(),
            Container = when["container"u8].AsString(),
            Namespace = when["namespace"u8].AsString(),
            Image = when["image"u8].AsString(),
            Labels = when["labels"u8].AsString() is { Length: > 0 } labels ? LabelSelector.Parse(labels) : null,
        };
    }

    private static List<LifeStage> Stages(Node list)
    {
        var stages = new List<LifeStage>();
        var at = TimeSpan.Zero;
        foreach (var item in list.Items)
        {
            Know(item, "a stage", "after", "ready", "alive", "log", "every", "exit", "reason", "times");
            at += Span(item["after"u8], "after") ?? TimeSpan.Zero;
            stages.Add(new LifeStage(at)
            {
                Ready = item["ready"u8].AsBoolOrNull(),
                Alive = item["alive"u8].AsBoolOrNull(),
                Log = item["log"u8].AsText(),
                Every = Span(item["every"u8], "every") is { } every && every > TimeSpan.Zero ? every : null,
                Exit = item["exit"u8].AsInt32OrNull(),
                Reason = item["reason"u8].AsString(),
                Times = item["times"u8].AsInt32OrNull(),
            });
        }
        return stages;
    }

    private static TimeSpan? Span(Node value, string field) => value.Exists ? Span(value.AsText(), field) : null;

    private static void Know(Node place, string what, params ReadOnlySpan<string> fields)
    {
        if (!place.IsObject) throw new FormatException($"{what}: an object is expected, not {place}");
        foreach (var member in place.Members)
            if (!fields.Contains(member.Name)) throw new FormatException($"{what} has no field '{member.Name}'; there are {string.Join(", ", fields!)}");
    }
}
