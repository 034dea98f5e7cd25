using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;
using Timonier.Pki;

namespace Timonier.Host.Verbs;

internal static class KubeconfigVerb
{
    public static Command Create()
    {
        var command = new Command("kubeconfig", "Print the administrator's kubeconfig, or merge it into the user's own.");
        var merge = new Option<bool>("--merge") { Description = "Merge into $KUBECONFIG or ~/.kube/config and print that path." };
        command.Add(merge);
        var settings = SettingOptions.AddTo(command, Settings.DataDir, Settings.WriteKubeconfig);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            var config = settings.Read(parsed);
            if (!File.Exists(config.KubeconfigPath)) throw new ConfigException($"{config.KubeconfigPath} does not exist: the server has not been started with this data-dir yet");
            if (!parsed.GetValue(merge))
            {
                await Console.Out.WriteAsync(await File.ReadAllTextAsync(config.KubeconfigPath, cancellation));
                return 0;
            }
            var path = Kubeconfig.UserPath(Environment.GetEnvironmentVariable("KUBECONFIG"), Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
            Kubeconfig.MergeInto(path, Kubeconfig.Read(config.KubeconfigPath));
            await Console.Out.WriteLineAsync(path);
            return 0;
        });
        return command;
    }
}
