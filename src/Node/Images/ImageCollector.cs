using System.Globalization;
using Microsoft.Extensions.Logging;
using Timonier.Client.Events;
using Timonier.Node.Machines;

namespace Timonier.Node.Images;

/// <summary>Looks every five minutes whether the disk of the images is too full, and removes those that nothing uses.</summary>
internal sealed partial class ImageCollector(IContainerRuntime runtime, Func<DiskInfo> disk, IEventRecorder events, string nodeName, ImageCleanup policy, TimeProvider time, ILogger logger)
{
    private readonly ObjectReference about = new("v1", "Node", "", nodeName, nodeName);
    private ImageRecords records = ImageRecords.None;
    private bool failed;

    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await LookAsync(cancellation);
            await Task.Delay(ImageCleanup.Period, time, cancellation);
        }
    }

    /// <summary>One look. A failure is told from the second in a row on: the first may only mean that the runtime is starting.</summary>
    public async Task LookAsync(CancellationToken cancellation)
    {
        var failure = await CollectAsync(cancellation);
        if (failure is not null)
        {
            LogFailed(logger, failure);
            if (failed) events.Record(about, "Warning", "ImageGCFailed", failure);
        }
        failed = failure is not null;
    }

    private async Task<string?> CollectAsync(CancellationToken cancellation)
    {
        try
        {
            // 1 What is there, and what is used, whether it runs or has ended?
            var used = (await runtime.ListContainersAsync(cancellation)).Select(c => c.ImageRef).ToHashSet(StringComparer.Ordinal);
            var now = time.GetUtcNow();
            records = records.Seen(await runtime.ListImagesAsync(cancellation), used, now);

            // 2 Is there too little room?
            var room = disk();
            if (room.Total == 0) return Tell("InvalidDiskCapacity", "invalid capacity 0 on image filesystem");
            var excess = policy.Excess(room.Total, room.Available);
            return excess > 0 ? await FreeAsync(excess, now, cancellation) : null;
        }
        catch (RuntimeException e)
        {
            return e.Message;
        }
    }

    private async Task<string?> FreeAsync(long wanted, DateTimeOffset now, CancellationToken cancellation)
    {
        long freed = 0;
        var refused = new List<string>();
        foreach (var image in records.Removable(now, policy.MinimumAge).ToArray())
        {
            if (freed >= wanted) return null;
            try
            {
                await runtime.RemoveImageAsync(image.Id, cancellation);
                freed += image.SizeBytes;
                LogRemoved(logger, image.Tags is [var tag, ..] ? tag : image.Id, image.SizeBytes);
            }
            catch (RuntimeException e)
            {
                refused.Add(e.Message);
            }
        }
        if (refused.Count > 0)
            return string.Create(CultureInfo.InvariantCulture, $"wanted to free {wanted} bytes, but freed {freed} bytes space with errors in image deletion: {(refused.Count == 1 ? refused[0] : $"[{string.Join(", ", refused)}]")}");
        return freed >= wanted ? null : Tell("FreeDiskSpaceFailed", string.Create(CultureInfo.InvariantCulture,
            $"Failed to garbage collect required amount of images. Attempted to free {wanted} bytes, but only found {freed} bytes eligible to free."));
    }

    private string Tell(string reason, string message)
    {
        events.Record(about, "Warning", reason, message);
        return message;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Image {Image} was removed to free {Bytes} bytes")]
    private static partial void LogRemoved(ILogger logger, string image, long bytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Images could not make enough room: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);
}
