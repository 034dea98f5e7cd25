using Timonier.Kernel;

namespace Timonier.Controllers.Certificates;

/// <summary>The signers of the cluster itself.</summary>
public static class Signers
{
    public const string Client = "kubernetes.io/kube-apiserver-client";
    public const string KubeletClient = "kubernetes.io/kube-apiserver-client-kubelet";
    public const string KubeletServing = "kubernetes.io/kubelet-serving";
    public const string LegacyUnknown = "kubernetes.io/legacy-unknown";

    internal static readonly ResourceName Requests = new("certificates.k8s.io", "v1", "certificatesigningrequests");
}
