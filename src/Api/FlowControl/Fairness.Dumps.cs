using System.Globalization;
using System.Text;

namespace Timonier.Api.FlowControl;

internal sealed partial class Fairness
{
    private const string DumpPrefix = "/debug/api_priority_and_fairness/";

    /// <summary>A table of how things stand; null for a path that asks for none.</summary>
    /// <param name="path">The path of the request.</param>
    /// <param name="details">Who waits for what, too.</param>
    public string? Dump(string path, bool details) => path switch
    {
        DumpPrefix + "dump_priority_levels" => Levels(),
        DumpPrefix + "dump_queues" => QueueLines(),
        DumpPrefix + "dump_requests" => Waiters(details),
        _ => null,
    };

    private string Levels()
    {
        var rows = new List<string[]>
        {
            new[] { "PriorityLevelName", "ActiveQueues", "IsIdle", "IsQuiescing", "WaitingRequests", "ExecutingRequests", "DispatchedRequests", "RejectedRequests", "TimedoutRequests", "CancelledRequests" },
        };
        foreach (var level in table.Levels.Values)
        {
            var figures = level.Queues.Figures();
            var own = meters.Where(m => m.Key.Level == level.Spec.Name).Select(m => m.Value).ToList();
            rows.Add(
            [
                level.Spec.Name, Text(figures.ActiveQueues), Text(figures is { Executing: 0, Waiting: 0 }), Text(false), Text(figures.Waiting), Text(figures.Executing),
                Text(own.Sum(m => m.Dispatched)), Text(own.Sum(m => m.Rejected.Where(r => r.Reason is "queue-full" or "concurrency-limit").Sum(r => r.Count))),
                Text(own.Sum(m => m.TimedOut)), Text(own.Sum(m => m.Cancelled)),
            ]);
        }
        return Aligned(rows);
    }

    private string QueueLines()
    {
        var rows = new List<string[]>
        {
            new[] { "PriorityLevelName", "Index", "PendingRequests", "ExecutingRequests", "SeatsInUse", "NextDispatchR", "InitialSeatsSum", "MaxSeatsSum", "TotalWorkSum" },
        };
        foreach (var level in table.Levels.Values)
            rows.AddRange(level.Queues.Queues().Select(q => (string[])
            [
                level.Spec.Name, Text(q.Index), Text(q.Waiting.Count), Text(q.Executing), Text(q.ExecutingSeats), Seconds(q.VirtualStart),
                Text(q.Waiting.Sum(w => w.Work.Seats)), Text(q.Waiting.Sum(w => w.Work.Reserved)), Seconds(q.WaitingWork),
            ]));
        return Aligned(rows);
    }

    private string Waiters(bool details)
    {
        string[] more = details ? ["UserName", "Verb", "APIPath", "Namespace", "Name", "APIVersion", "Resource", "SubResource"] : [];
        var rows = new List<string[]>
        {
            (string[])["PriorityLevelName", "FlowSchemaName", "QueueIndex", "RequestIndexInQueue", "FlowDistingsher", "ArriveTime", "InitialSeats", "FinalSeats", "AdditionalLatency", "StartTime", .. more],
        };
        foreach (var level in table.Levels.Values)
            foreach (var queue in level.Queues.Queues())
                for (var i = 0; i < queue.Waiting.Count; i++)
                    if (queue.Waiting[i] is { About: { } about } wait)
                        rows.Add([level.Spec.Name, about.Schema.Name, Text(queue.Index), Text(i), about.Schema.FlowOf(about.Request), Moment(about.Arrived),
                            Text(wait.Work.Seats), Text(wait.Work.FinalSeats), $"{Text(wait.Work.Linger.TotalMilliseconds)}ms", "", .. details ? Details(about.Request) : []]);
        return Aligned(rows);
    }

    private static string[] Details(in FlowRequest request) => request.Place is { } place
        ? [request.User.Name, request.Verb, request.Path, request.Namespace, place.Name, place.Resource.ApiVersion, place.Resource.Plural, place.Subresource]
        : [request.User.Name, request.Verb, request.Path, "", "", "", "", ""];

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

    private static string Text(bool value) => value ? "true" : "false";

    private static string Seconds(double value) => value.ToString("F8", CultureInfo.InvariantCulture) + "ss";

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Aligned(List<string[]> rows)
    {
        var widths = Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length) + 2).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
        {
            for (var c = 0; c < row.Length; c++) text.Append(c == row.Length - 1 ? row[c] : (row[c] + ",").PadRight(widths[c]));
            text.Append('\n');
        }
        return text.ToString();
    }
}
