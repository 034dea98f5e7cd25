using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class UninstallVerb
{
    public static Command Create()
    {
        var command = new Command("uninstall", "Stop everything and delete the data: the store, certificates, images, volumes and logs.");
        var settings = SettingOptions.AddTo(command, Settings.DataDir, Settings.RunDir, Settings.LogDir, Settings.RuntimeEndpoint);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            await Teardown.RunAsync(settings.Read(parsed), keepData: false, cancellation);
            return 0;
        });
        return command;
    }
}
