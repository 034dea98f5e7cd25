using System.CommandLine;
using Timonier.Host.Kubeconfigs;
using Timonier.Host.Verbs.Past;

namespace Timonier.Host.Verbs;

internal static class DiffVerb
{
    // They are written all the time, and tell of nothing that somebody wanted.
    private static readonly string[] Noise = ["events", "events.events.k8s.io", "leases.coordination.k8s.io"];

    public static Command Create()
    {
        var command = new Command("diff", "Show what has changed in the cluster since a moment, in all kinds or in one.");
        var target = new Argument<string?>("KIND[/NAME]") { Description = "Only these; all but events and leases when not given.", Arity = ArgumentArity.ZeroOrOne };
        var since = new Option<string>("--since") { Description = "A span such as 10m, a time, or a revision.", Required = true };
        command.Add(target);
        command.Add(since);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            var moment = Moment.Parse(parsed.GetValue(since)!, TimeProvider.System);
            var words = parsed.GetValue(target)?.Split('/', 2) ?? [];
            var @namespace = ApiSession.HasNamespace(parsed) || words.Length > 1 ? session.Namespace : "";
            var resources = words.Length > 0
                ? [await session.FindAsync(words[0], cancellation)]
                : (await session.ResourcesAsync(cancellation)).Where(resource => resource.Verbs.Contains("watch") && !Noise.Contains(resource.Title) && (@namespace.Length == 0 || resource.IsNamespaced));
            foreach (var resource in resources)
            {
                try
                {
                    await TellAsync(session, resource, @namespace, words.ElementAtOrDefault(1), moment, cancellation);
                }
                catch (RefusedException refused) when (words.Length == 0 && refused.Code != 410)
                {
                    // Kinds that the caller may not read, that another server keeps, or whose webhook is ill: the others are told all the same.
                    await Console.Error.WriteLineAsync($"left out {resource.Title}: {refused.Message}");
                }
            }
        });
        return command;
    }

    private static async Task TellAsync(ApiSession session, KnownResource resource, string @namespace, string? name, Moment since, CancellationToken cancellation)
    {
        foreach (var change in await session.ChangesAsync(resource.Path(@namespace), since, cancellation))
            if (name is null || change.Name == name) await WriteAsync(resource, change);
    }

    private static async Task WriteAsync(KnownResource resource, PastChange change)
    {
        if (change.IsDeletion && !change.Before.Exists) return;
        var lines = change.IsDeletion || !change.Before.Exists ? [] : Difference.Of(change.Before, change.Object);
        if (lines.Count == 0 && change is { IsDeletion: false, Before.Exists: true }) return;
        var sign = change.IsDeletion ? '-' : change.Before.Exists ? '~' : '+';
        var place = change.Namespace.Length > 0 ? $" in {change.Namespace}" : "";
        await Console.Out.WriteLineAsync($"{sign} {resource.Title}/{change.Name}{place} (revision {change.Revision})");
        foreach (var line in lines) await Console.Out.WriteLineAsync("    " + line);
    }
}
