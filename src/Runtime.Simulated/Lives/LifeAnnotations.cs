using System.Text;

namespace Timonier.Runtime.Simulated.Lives;

/// <summary>
/// What the annotations of a pod make of the life of one of its containers. Each may end in <c>.CONTAINER</c>; then it is for
/// that one alone and goes before one without.
/// </summary>
public static class LifeAnnotations
{
    public const string Prefix = "simulated.timonier.dev/";

    /// <summary>An image that cannot be pulled on the pod's node while the pod is there.</summary>
    public const string PullError = Prefix + "pull-error";

    private static readonly string[] Known =
        ["stages", "start-after", "start-error", "ready-after", "exit-after", "exit-code", "exit-reason", "exit-times", "stop-after", "stop-exit", "cpu", "memory", "log"];

    /// <summary>Whether the pod says itself what becomes of the container.</summary>
    public static bool Decide(IReadOnlyDictionary<string, string> annotations, string container) =>
        new[] { "stages", "exit-after", "exit-code" }.Any(name => Find(annotations, container, name) is not null);

    /// <exception cref="FormatException">An annotation that cannot be read or is not known.</exception>
    public static Life Apply(Life life, IReadOnlyDictionary<string, string> annotations, string container)
    {
        var any = false;
        foreach (var name in annotations.Keys)
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal) || name == PullError) continue;
            any = true;
            if (!Known.Contains(name[Prefix.Length..].Split('.')[0], StringComparer.Ordinal)) throw new FormatException($"unknown annotation {name}; there are {string.Join(", ", Known)} and pull-error");
        }
        if (!any) return life;
        if (Text("start-after") is { } start) life = life with { StartAfter = LifeReader.Span(start, "start-after") };
        if (Text("start-error") is { } error) life = life with { StartError = error };
        if (Text("stop-after") is { } stop) life = life with { StopAfter = LifeReader.Span(stop, "stop-after") };
        if (Text("stop-exit") is { } code) life = life with { StopExit = LifeReader.Number(code, "stop-exit") };
        if (Text("cpu") is { } cpu) life = life with { Cpu = LifeReader.Amount(cpu, "cpu") };
        if (Text("memory") is { } memory) life = life with { Memory = LifeReader.Amount(memory, "memory") };
        return life.WithStages(Stages());

        string? Text(string name) => Find(annotations, container, name);

        List<LifeStage> Stages()
        {
            List<LifeStage> stages = Text("stages") is { } yaml ? LifeReader.Stages(Encoding.UTF8.GetBytes(yaml)) : [.. life.Stages];
            if (Text("log") is { } log)
            {
                stages.RemoveAll(s => s.Log.Length > 0);
                stages.AddRange(log.TrimEnd('\n').Split('\n').Select(line => new LifeStage(TimeSpan.Zero) { Log = line }));
            }
            if (Text("ready-after") is { } ready) stages.Add(new LifeStage(LifeReader.Span(ready, "ready-after")) { Ready = true });
            if (Text("exit-after") is not null || Text("exit-code") is not null) SetEnd(stages);
            return stages;
        }

        void SetEnd(List<LifeStage> stages)
        {
            var old = stages.Find(s => s.Exit is not null);
            stages.RemoveAll(s => s.Exit is not null);
            var after = Text("exit-after");
            if (after == "never") return;
            stages.Add(new LifeStage(after is null ? old?.At ?? TimeSpan.Zero : LifeReader.Span(after, "exit-after"))
            {
                Exit = Text("exit-code") is { } said ? LifeReader.Number(said, "exit-code") : old?.Exit ?? 0,
                Reason = Text("exit-reason") ?? "",
                Times = Text("exit-times") is { } times ? LifeReader.Number(times, "exit-times") : null,
            });
        }
    }

    private static string? Find(IReadOnlyDictionary<string, string> annotations, string container, string name) =>
        annotations.TryGetValue($"{Prefix}{name}.{container}", out var own) ? own : annotations.GetValueOrDefault(Prefix + name);
}
