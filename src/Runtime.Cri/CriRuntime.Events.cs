using System.Runtime.CompilerServices;
using Timonier.Contracts.Runtime;

namespace Timonier.Runtime.Cri;

public sealed partial class CriRuntime
{
    public IAsyncEnumerable<RuntimeEvent> EventsAsync(CancellationToken cancellation) =>
        ownEvents ? ContainerdEventsAsync(cancellation) : CriEventsAsync(cancellation);

    private async IAsyncEnumerable<RuntimeEvent> CriEventsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var events = channel
            .StreamAsync<V1.ContainerEventResponse>("runtime.v1.RuntimeService/GetContainerEvents", new V1.GetEventsRequest(), cancellation)
            .GetAsyncEnumerator(cancellation);
        while (await NextAsync(events))
        {
            var one = events.Current;
            var sandbox = one.PodSandboxStatus;
            yield return new((RuntimeEventKind)(int)one.ContainerEventType, one.ContainerId, sandbox?.Id ?? "", sandbox?.Metadata?.Uid ?? "");
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<V1.ContainerEventResponse> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (RuntimeException refusal) when (refusal.Code == CriChannel.Unimplemented)
        {
            HasEvents = false;
            return false;
        }
    }
}
