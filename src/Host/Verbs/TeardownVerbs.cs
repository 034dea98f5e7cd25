using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

/// <summary>Two degrees of the same end: with the data kept, and without.</summary>
internal static class TeardownVerbs
{
    public static Command CreateStop() =>
        Create("stop", "End the server or agent, its containers, links and rules. The data stay.", keepData: true);

    public static Command CreateUninstall() =>
        Create("uninstall", "Stop everything and delete the data: the store, certificates, images, volumes and logs.", keepData: false);

    private static Command Create(string name, string description, bool keepData) =>
        VerbAction.Create(name, description, [Settings.DataDir, Settings.RunDir, Settings.LogDir, Settings.RuntimeEndpoint],
            (config, cancellation) => Teardown.RunAsync(config, keepData, cancellation));
}
