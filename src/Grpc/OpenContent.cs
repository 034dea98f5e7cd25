using System.Net;

namespace Timonier.Grpc;

/// <summary>A request body that sends one message and then stays open until it is disposed.</summary>
internal sealed class OpenContent(byte[] first) : HttpContent
{
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        await stream.WriteAsync(first);
        await stream.FlushAsync();
        await ended.Task;
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        ended.TrySetResult();
        base.Dispose(disposing);
    }
}
