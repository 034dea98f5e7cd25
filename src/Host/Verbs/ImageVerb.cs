using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Timonier.Contracts.Runtime;
using Timonier.Host.Configuration;
using Timonier.Host.Running;
using Timonier.Runtime.Cri;

namespace Timonier.Host.Verbs;

internal static class ImageVerb
{
    public static Command Create()
    {
        var image = new Command("image", "Images on this node.");
        image.Add(CreateImport());
        return image;
    }

    private static Command CreateImport()
    {
        var command = new Command("import", "Load the images of an OCI or docker archive.");
        var file = new Argument<string>("FILE") { Description = "The archive, a tar file." };
        command.Add(file);
        var settings = SettingOptions.AddTo(command, Settings.DataDir, Settings.RunDir, Settings.RuntimeEndpoint);
        VerbAction.Set(command, async (parsed, cancellation) =>
        {
            var path = Path.GetFullPath(parsed.GetValue(file)!);
            if (!File.Exists(path)) throw new ConfigException($"{path} does not exist");
            await using var runtime = new CriRuntime(NodeParts.RuntimeConfig(settings.Read(parsed)), TimeProvider.System, NullLoggerFactory.Instance);
            try
            {
                foreach (var reference in await runtime.ImportImagesAsync(path, cancellation)) await Console.Out.WriteLineAsync(reference);
            }
            catch (RuntimeException e)
            {
                throw new InvalidOperationException($"{path} could not be imported: {e.Message}", e);
            }
            return 0;
        });
        return command;
    }
}
