using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Verbs.Past;
using Timonier.Host.Verbs.Plans;
using Timonier.Kernel;

namespace Timonier.Host.Verbs;

internal static class PlanVerb
{
    private static readonly TimeSpan UsualTime = TimeSpan.FromMinutes(30);

    public static Command Create()
    {
        var command = new Command("plan", "Show what applying manifests would bring about: objects, placements, refusals. Nothing is touched.");
        var source = new Option<string>("--filename", "-f") { Description = "A file, a folder, or - for what comes in.", Required = true };
        var time = new Option<string?>("--for") { Description = "How much of the cluster's time is played at most; 30m when not given." };
        command.Add(source);
        command.Add(time);
        ApiSession.Run(command, async (session, parsed, cancellation) =>
        {
            // 1. What is wanted, and what there is.
            var wanted = await ManifestFolder.ReadAsync(parsed.GetValue(source)!, cancellation);
            var most = parsed.GetValue(time) is not { } text ? UsualTime : GoDuration.TryParse(text, out var span) ? span : throw new ConfigException($"--for: '{text}' is not a span such as 10m");
            var live = await LiveObjects.ReadAsync(session, cancellation);

            // 2. Webhooks cannot be asked by the copy: the cluster itself asks them, for a write that it does not make.
            var asked = live.HasWebhooks ? await DryRun.AskAsync(session, live, wanted, cancellation) : new DryRun();

            // 3. A copy in memory lives on, first without and then with what is wanted.
            var forecast = await Forecast.MakeAsync(live, asked.Passed(wanted), session.Namespace, most);
            await ForecastReport.WriteAsync(Console.Out, forecast, asked.Refusals, live.LeftOut);
        });
        return command;
    }
}
