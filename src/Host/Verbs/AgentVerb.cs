using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class AgentVerb
{
    public static Command Create()
    {
        var command = new Command("agent", "Run a further node of a cluster. Ctrl-C ends it; containers go on.");
        var settings = SettingOptions.AddTo(command,
            Settings.Server, Settings.Token, Settings.DataDir, Settings.RunDir, Settings.LogDir, Settings.BindAddress, Settings.AdvertiseAddress,
            Settings.NodeName, Settings.NodeLabels, Settings.KubeletPort, Settings.MaxPods, Settings.RuntimeEndpoint, Settings.LogLevel);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await AgentProcess.RunAsync(settings.Read(parsed), cancellation);
            return 0;
        });
        return command;
    }
}
