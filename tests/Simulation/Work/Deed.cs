namespace Timonier.Simulation.Tests.Work;

/// <summary>What people do to a cluster, as the summary of a run counts it: each time that the API agreed.</summary>
internal enum Deed
{
    CreateNamespace,
    DeleteNamespace,
    CreateDeployment,
    ScaleDeployment,
    RollDeployment,
    DeleteDeployment,
    CreateStatefulSet,
    ScaleStatefulSet,
    RollStatefulSet,
    DeleteStatefulSet,
    CreateDaemonSet,
    RollDaemonSet,
    DeleteDaemonSet,
    CreateJob,
    DeleteJob,
    CreateCronJob,
    SuspendCronJob,
    DeleteCronJob,
    CreateQuota,
    DeleteQuota,
    CreateConfigMap,
    DeleteConfigMap,
    CreateBudget,
    EvictPod,
    DeletePod,
}
