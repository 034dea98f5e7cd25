using System.CommandLine;
using Timonier.Host.Verbs;

var root = new RootCommand("Timonier: a Kubernetes cluster in one executable.")
{
    ServerVerb.Create(),
    AgentVerb.Create(),
    StatusVerb.Create(),
    KubeconfigVerb.Create(),
    TokenVerb.Create(),
    ImageVerb.Create(),
    StopVerb.Create(),
    UninstallVerb.Create(),
    VersionVerb.Create(),
};
return await root.Parse(args).InvokeAsync();
