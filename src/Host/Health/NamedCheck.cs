using Timonier.Api.Health;

namespace Timonier.Host.Health;

/// <summary>A check made of a name and a question.</summary>
internal sealed class NamedCheck(string name, bool countsForLiveness, Func<CancellationToken, ValueTask<string?>> check) : IHealthCheck
{
    public string Name => name;
    public bool CountsForLiveness => countsForLiveness;
    public ValueTask<string?> CheckAsync(CancellationToken cancellation) => check(cancellation);
}
