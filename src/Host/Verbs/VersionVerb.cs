using System.CommandLine;

namespace Timonier.Host.Verbs;

internal static class VersionVerb
{
    public static Command Create()
    {
        var command = new Command("version", "Print the version of Timonier and of the Kubernetes API it follows.");
        VerbAction.Set(command, async (_, _) =>
        {
            await Console.Out.WriteLineAsync($"timonier {TimonierVersion.Product} (Kubernetes {TimonierVersion.Kubernetes}, .NET {Environment.Version})");
            return 0;
        });
        return command;
    }
}
