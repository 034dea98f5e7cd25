using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class ServerVerb
{
    public static Command Create()
    {
        var command = new Command("server", "Run the control plane and, unless --no-agent, a node. Ctrl-C ends it; containers go on.");
        var settings = SettingOptions.AddTo(command, Settings.All.Except([Settings.Server, Settings.Token]));
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await ServerProcess.RunAsync(settings.Read(parsed), cancellation);
            return 0;
        });
        return command;
    }
}
