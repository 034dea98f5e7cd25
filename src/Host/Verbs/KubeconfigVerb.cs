using System.CommandLine;
using Timonier.Documents;
using Timonier.Host.Configuration;
using Timonier.Host.Kubeconfigs;

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
            var path = UserPath();
            var present = File.Exists(path) ? Kubeconfig.Read(path) : new DraftObject();
            Kubeconfig.Write(path, Kubeconfig.Merge(present, Kubeconfig.Read(config.KubeconfigPath)));
            await Console.Out.WriteLineAsync(path);
            return 0;
        });
        return command;
    }

    private static string UserPath() =>
        Environment.GetEnvironmentVariable("KUBECONFIG") is { Length: > 0 } set
            ? set.Split(':')[0]
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config");
}
