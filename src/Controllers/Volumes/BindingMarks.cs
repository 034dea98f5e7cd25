namespace Timonier.Controllers.Volumes;

/// <summary>The annotations by which binder, scheduler and provisioners talk to each other.</summary>
internal static class BindingMarks
{
    /// <summary>A claim has been bound once; what it says about its volume stands.</summary>
    public const string Completed = "pv.kubernetes.io/bind-completed";

    /// <summary>The binder, not the user, made the link.</summary>
    public const string ByController = "pv.kubernetes.io/bound-by-controller";

    /// <summary>Who made a volume for its claim.</summary>
    public const string ProvisionedBy = "pv.kubernetes.io/provisioned-by";

    /// <summary>The driver that has taken over for the plugin that a volume names.</summary>
    public const string MigratedTo = "pv.kubernetes.io/migrated-to";

    /// <summary>The node on which the scheduler would place the first pod.</summary>
    public const string SelectedNode = "volume.kubernetes.io/selected-node";

    public const string Provisioner = "volume.kubernetes.io/storage-provisioner";
    public const string OldProvisioner = "volume.beta.kubernetes.io/storage-provisioner";
    public const string OldClass = "volume.beta.kubernetes.io/storage-class";
    public const string DefaultClass = "storageclass.kubernetes.io/is-default-class";
    public const string OldDefaultClass = "storageclass.beta.kubernetes.io/is-default-class";
}
