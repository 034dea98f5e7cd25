using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class AgentVerb
{
    public static Command Create() =>
        VerbAction.Create("agent", "Run a further node of a cluster. Ctrl-C ends it; containers go on.",
            [
                Settings.Server, Settings.Token, Settings.DataDir, Settings.RunDir, Settings.LogDir, Settings.BindAddress, Settings.AdvertiseAddress,
                Settings.NodeName, Settings.NodeLabels, Settings.KubeletPort, Settings.MaxPods, Settings.RuntimeEndpoint, Settings.LogLevel,
            ],
            AgentProcess.RunAsync);
}
