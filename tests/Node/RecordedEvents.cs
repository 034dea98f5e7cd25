using Timonier.Client.Events;

namespace Timonier.Node.Tests;

/// <summary>Keeps what a component tells its users.</summary>
internal sealed class RecordedEvents : IEventRecorder
{
    public List<(string Type, string Reason, string Message)> Told { get; } = [];

    public IEnumerable<string> Reasons => Told.Select(e => e.Reason);

    public void Record(ObjectReference about, string type, string reason, string message) => Told.Add((type, reason, message));
}
