using System.CommandLine;
using Timonier.Host.Verbs.Past;
using Timonier.Kernel;

namespace Timonier.Host.Verbs;

internal static class HistoryVerb
{
    public static Command Create()
    {
        var command = new Command("history", "Show every kept version of an object: when it was written, by whom, and what changed.");
        var target = new Argument<string>("KIND/NAME") { Description = "The object; it need not be there any more." };
        command.Add(target);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            var (resource, name) = await session.TargetAsync(parsed.GetValue(target)!, cancellation);
            var changes = await session.ChangesAsync(resource.Path(session.Namespace, name), null, cancellation);
            await TextTable.WriteAsync(Console.Out, [["REVISION", "TIME", "CHANGE", "BY", "WHAT"], .. Rows(changes)]);
        });
        return command;
    }

    private static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<PastChange> changes)
    {
        var before = changes.Count > 0 ? changes[0].Before : default;
        foreach (var change in changes)
        {
            var lines = change.Type == "MODIFIED" ? Difference.Of(before, change.Object) : [];
            var time = change.Time is { } known ? ApiTime.Seconds(known) : "";
            yield return [change.Revision, time, change.Type, change.IsDeletion ? "" : Difference.WriterOf(before, change.Object), lines.FirstOrDefault("")];
            foreach (var line in lines.Skip(1)) yield return ["", "", "", "", line];
            before = change.Object;
        }
    }
}
