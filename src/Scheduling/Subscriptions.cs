namespace Timonier.Scheduling;

/// <summary>Subscriptions that end together.</summary>
internal sealed class Subscriptions(IReadOnlyList<IDisposable> all) : IDisposable
{
    public void Dispose()
    {
        foreach (var one in all) one.Dispose();
    }
}
