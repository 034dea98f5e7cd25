using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Timonier.Node.Logs;

namespace Timonier.Node.Streams;

public sealed partial class KubeletApi
{
    private async Task ContainerLogsAsync(HttpContext context, string @namespace, string name, string container)
    {
        // 1. What is asked for.
        var query = context.Request.Query;
        if (TryLogQuery(query, out var asked) is { } wrong)
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, wrong);
            return;
        }
        // 2. Which file that is.
        if (pods.Pod(@namespace, name) is not { } pod)
        {
            await TextAsync(context, StatusCodes.Status404NotFound, $"pod {GoText.Quote(name)} not found");
            return;
        }
        if (!HasContainer(pod, container))
        {
            await TextAsync(context, StatusCodes.Status404NotFound, $"container {container} not found in pod {name}_{@namespace}");
            return;
        }
        if (InstanceFor(pod, container, Flag(query, "previous"), out var instance) is { } missing)
        {
            await TextAsync(context, StatusCodes.Status400BadRequest, missing);
            return;
        }
        // 3. A running container may be between two log files for a moment: a follower waits for it, others go without.
        context.Response.ContentType = "text/plain";
        if (!asked.Follow && !logs.Exist(instance!) && pods.IsRunning(instance!.Id)) return;
        if (!asked.Follow && !logs.Exist(instance!))
        {
            await TextAsync(context, StatusCodes.Status500InternalServerError, $"failed to try resolving symlinks in path {GoText.Quote(instance!.LogPath)}: lstat {instance.LogPath}: no such file or directory");
            return;
        }
        // 4. A follower is told at once that it is served, be there anything to read or not.
        if (asked.Follow)
        {
            context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            await context.Response.StartAsync(context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
        await logs.ReadAsync(instance!, asked, () => pods.IsRunning(instance!.Id), context.Response.Body, context.RequestAborted);
    }

    /// <summary>Why there is no log to read, in upstream's words; null when there is one.</summary>
    private string? InstanceFor(Document pod, string container, bool previous, out ContainerInstance? instance)
    {
        var known = pods.Container(pod.Uid, container);
        instance = previous ? known?.Previous : known?.Current ?? known?.Previous;
        if (instance is not null) return null;
        var which = $"container {GoText.Quote(container)} in pod {GoText.Quote(pod.Name)}";
        if (previous) return $"previous terminated {which} not found";
        return (known?.WaitingReason ?? "ContainerCreating") switch
        {
            "ErrImagePull" => $"{which} is waiting to start: image can't be pulled",
            "ImagePullBackOff" => $"{which} is waiting to start: trying and failing to pull image",
            var reason => $"{which} is waiting to start: {reason}",
        };
    }

    private string? TryLogQuery(IQueryCollection query, out LogQuery asked)
    {
        asked = new LogQuery();
        if (TryNumber(query, "tailLines", 0, out var tail) is { } badTail) return badTail;
        if (TryNumber(query, "limitBytes", 1, out var limit) is { } badLimit) return badLimit;
        if (TryNumber(query, "sinceSeconds", 1, out var seconds) is { } badSeconds) return badSeconds;
        DateTimeOffset? since = seconds is { } span ? time.GetUtcNow().AddSeconds(-Math.Min(span, int.MaxValue)) : null;
        if (query["sinceTime"].ToString() is { Length: > 0 } text)
        {
            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)) return $"sinceTime: Invalid value: {GoText.Quote(text)}: must be a time in RFC 3339";
            since = moment;
        }
        var stream = query["stream"].ToString();
        if (stream is not ("" or "All" or "Stdout" or "Stderr")) return $"stream: Unsupported value: {GoText.Quote(stream)}: supported values: \"All\", \"Stderr\", \"Stdout\"";
        asked = new LogQuery
        {
            Follow = Flag(query, "follow"),
            TailLines = tail,
            Since = since,
            Timestamps = Flag(query, "timestamps"),
            LimitBytes = limit,
            Stdout = stream != "Stderr",
            Stderr = stream != "Stdout",
        };
        return null;
    }

    private static string? TryNumber(IQueryCollection query, string name, long least, out long? number)
    {
        number = null;
        if (query[name].ToString() is not { Length: > 0 } text) return null;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)) return $"{name}: Invalid value: {GoText.Quote(text)}: must be a number";
        if (value < least) return $"{name}: Invalid value: {value}: must be greater than {(least == 0 ? "or equal to 0" : "0")}";
        number = value;
        return null;
    }

    private static bool Flag(IQueryCollection query, string name) => query[name].ToString() is "1" or "true" or "True" or "TRUE" or "t" or "T";

    private static bool HasContainer(Document pod, string name)
    {
        foreach (var kind in (string[])["containers", "initContainers", "ephemeralContainers"])
            foreach (var container in pod.Spec[kind].Items)
                if (container["name"u8].AsString() == name) return true;
        return false;
    }
}
