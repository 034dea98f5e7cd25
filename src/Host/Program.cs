using System.CommandLine;
using Timonier.Host.Verbs;

var root = new RootCommand("Timonier: a Kubernetes cluster in one executable.")
{
    ServerVerb.Create(),
    AgentVerb.Create(),
    StatusVerb.Create(),
    KubeconfigVerb.Create(),
    TokenVerb.Create(),
    SecretsVerbs.Create(),
    ImageVerb.Create(),
    BackupVerb.Create(),
    StoreVerb.Create(),
    GetVerb.Create(),
    HistoryVerb.Create(),
    DiffVerb.Create(),
    PlanVerb.Create(),
    UndeleteVerb.Create(),
    WhyVerb.Create(),
    TeardownVerbs.CreateStop(),
    TeardownVerbs.CreateUninstall(),
    VersionVerb.Create(),
};
// A signal ends the loops and drains requests; whoever hangs longer than this is cut off.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
