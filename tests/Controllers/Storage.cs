using Timonier.Contracts.Cluster;
using Timonier.Controllers.Volumes;
using Timonier.Documents;
using Timonier.Tests.Live;

namespace Timonier.Controllers.Tests;

/// <summary>Claims, volumes and classes as short as a test can say them.</summary>
internal static class Storage
{
    public static string Claim(string name = "c", string size = "5Gi", string modes = "'ReadWriteOnce'", string spec = "", string metadata = "", string status = "") =>
        $"{{'apiVersion':'v1','kind':'PersistentVolumeClaim','metadata':{{'name':'{name}','namespace':'default'{metadata}}},"
        + $"'spec':{{'accessModes':[{modes}],'resources':{{'requests':{{'storage':'{size}'}}}}{spec}}}{(status.Length > 0 ? $",'status':{{{status}}}" : "")}}}";

    public static string Volume(string name = "v", string size = "10Gi", string modes = "'ReadWriteOnce'", string spec = "", string metadata = "", string phase = "Available", string source = "'hostPath':{'path':'/data'}") =>
        $"{{'apiVersion':'v1','kind':'PersistentVolume','metadata':{{'name':'{name}'{metadata}}},"
        + $"'spec':{{'capacity':{{'storage':'{size}'}},'accessModes':[{modes}],{source}{spec}}},'status':{{'phase':'{phase}'}}}}";

    public static string Class(string name, string mode = "Immediate", string provisioner = "csi.example.com", string metadata = "") =>
        $"{{'apiVersion':'storage.k8s.io/v1','kind':'StorageClass','metadata':{{'name':'{name}'{metadata}}},'provisioner':'{provisioner}','volumeBindingMode':'{mode}'}}";

    public static string Link(string claim = "c", string uid = "") =>
        $",'claimRef':{{'kind':'PersistentVolumeClaim','namespace':'default','name':'{claim}'{(uid.Length > 0 ? $",'uid':'{uid}'" : "")}}}";

    public static string Uid(string uid) => $",'uid':'{uid}'";

    public static string Marks(params string[] marks) => $",'annotations':{{{string.Join(',', marks.Select(m => m.Contains('=', StringComparison.Ordinal) ? $"'{m.Split('=')[0]}':'{m.Split('=')[1]}'" : $"'{m}':'yes'"))}}}";

    public static string Csi(string handle = "h1", string driver = "csi.example.com") => $"'csi':{{'driver':'{driver}','volumeHandle':'{handle}'}}";

    public static string UsingClaim(string claim) => $",'volumes':[{{'name':'data','persistentVolumeClaim':{{'claimName':'{claim}'}}}}]";

    public static string PhaseOf(Document document) => document.Status["phase"u8].AsString();

    public static Loop<BinderKey> RunBinder(LiveCluster cluster) => new(cluster, "persistent-volume-binder", (client, events) => new BinderController(client, events));

    public static Task<Document> UntilPhaseAsync(this LiveCluster cluster, Kernel.ResourceName resource, string name, string phase) =>
        cluster.UntilAsync(resource, name, o => PhaseOf(o) == phase, resource == CoreResources.PersistentVolumeClaims ? "default" : "");
}
