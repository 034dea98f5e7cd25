using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>How long requests may take: as the server says, or less where the client says so.</summary>
internal sealed class RequestDeadlines(TimeSpan longest, TimeProvider time)
{
    private const int MostIdle = 64;
    private readonly ConcurrentQueue<RequestDeadline> idle = [];

    /// <summary>The time that a request has; what is wrong with what the client says.</summary>
    public (TimeSpan Allotted, Status? Failure) AllottedTo(HttpRequest request)
    {
        if (!request.QueryString.HasValue || request.Query["timeout"].ToString() is not { Length: > 0 } text) return (longest, null);
        if (!GoDuration.TryParse(text, out var wanted)) return (default, Status.BadRequest($"invalid timeout specified in the request URL - {Mistake(text)}"));
        return (wanted > TimeSpan.Zero && wanted < longest ? wanted : longest, null);
    }

    public RequestDeadline Start(TimeSpan allotted, CancellationToken clientGone)
    {
        if (!idle.TryDequeue(out var deadline)) deadline = new RequestDeadline(time);
        deadline.Start(allotted, clientGone);
        return deadline;
    }

    public void End(RequestDeadline deadline)
    {
        if (deadline.TryReset() && idle.Count < MostIdle) idle.Enqueue(deadline);
        else deadline.Dispose();
    }

    private static string Mistake(string text) => double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
        ? $"time: missing unit in duration {GoText.Quote(text)}"
        : $"time: invalid duration {GoText.Quote(text)}";
}
