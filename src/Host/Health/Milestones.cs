using System.Collections.Concurrent;
using Timonier.Api.Health;

namespace Timonier.Host.Health;

/// <summary>Steps of the start that are checks until they are taken and stay good afterwards.</summary>
internal sealed class Milestones
{
    private readonly ConcurrentDictionary<string, bool> reached = new(StringComparer.Ordinal);

    public IHealthCheck Check(string name, bool countsForLiveness) =>
        new NamedCheck(name, countsForLiveness, _ => ValueTask.FromResult(reached.ContainsKey(name) ? null : "not finished"));

    public void Reach(string name) => reached[name] = true;
}
