using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Simulated;

public sealed partial class SimulatedRuntime
{
    private const int MostRepeated = 1000;

    /// <summary>What a container has written until now, oldest first; null: there is no such container.</summary>
    public IReadOnlyList<LogLine>? Log(string containerId)
    {
        lock (gate)
        {
            if (!containers.TryGetValue(containerId, out var container)) return null;
            if (container.StartedAt is not { } start) return [];
            var now = time.GetUtcNow();
            var until = container.EndsAt < now ? container.EndsAt.Value : now;
            var lines = new List<LogLine>();
            foreach (var stage in container.Life.Stages)
            {
                if (stage.Log.Length == 0 || !stage.Happens(container.Config.Attempt) || start + stage.At > until) continue;
                var text = Filled(stage.Log, container);
                var repeats = stage.Every is { } every ? (long)((until - start - stage.At) / every) : 0;
                // Of one that talks for days the last words are enough.
                for (var i = Math.Max(0, repeats - MostRepeated); i <= repeats; i++) lines.Add(new LogLine(start + stage.At + (stage.Every ?? TimeSpan.Zero) * i, text));
            }
            return [.. lines.OrderBy(l => l.At)];
        }
    }

    private static string Filled(string text, SimulatedContainer container) => text
        .Replace("{pod}", container.Sandbox.Config.Name, StringComparison.Ordinal)
        .Replace("{namespace}", container.Sandbox.Config.Namespace, StringComparison.Ordinal)
        .Replace("{container}", container.Config.Name, StringComparison.Ordinal)
        .Replace("{image}", container.Image.Tags[0], StringComparison.Ordinal);
}
