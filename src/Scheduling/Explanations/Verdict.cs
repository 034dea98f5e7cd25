namespace Timonier.Scheduling.Explanations;

/// <summary>What becomes of a pod, in a word.</summary>
public enum Verdict
{
    /// <summary>It has its node.</summary>
    Scheduled,

    /// <summary>It is not to be tried yet.</summary>
    Held,

    /// <summary>A node would take it now; its next attempt will find it.</summary>
    Fits,

    /// <summary>No node takes it now; one may when others leave, come or recover.</summary>
    NotNow,

    /// <summary>No node of the cluster could take it even if it were empty: the pod or a node must be changed.</summary>
    Never,
}
