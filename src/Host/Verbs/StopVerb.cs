using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class StopVerb
{
    public static Command Create()
    {
        var command = new Command("stop", "End the server or agent, its containers, links and rules. The data stay.");
        var settings = SettingOptions.AddTo(command, Settings.DataDir, Settings.RunDir, Settings.LogDir, Settings.RuntimeEndpoint);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await Teardown.RunAsync(settings.Read(parsed), keepData: true, cancellation);
            return 0;
        });
        return command;
    }
}
