using System.CommandLine;
using Timonier.Host.Configuration;
using Timonier.Host.Running;

namespace Timonier.Host.Verbs;

internal static class ServerVerb
{
    public static Command Create() =>
        VerbAction.Create("server", "Run the control plane and, unless --no-agent, a node. Ctrl-C ends it; containers go on.",
            Settings.All.Except([Settings.Server]), ServerProcess.RunAsync);
}
