using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Host.Tests.Rights;

/// <summary>The people and objects of the matrix.</summary>
internal static class Cast
{
    private static readonly ResourceName RoleBindings = new("rbac.authorization.k8s.io", "v1", "rolebindings");
    private static readonly ResourceName ClusterRoleBindings = new("rbac.authorization.k8s.io", "v1", "clusterrolebindings");

    public static IEnumerable<(ResourceName Resource, string Namespace, DraftObject Body)> Objects()
    {
        foreach (var name in (string[])["shop", "drivers"]) yield return (CoreResources.Namespaces, "", Json($"{{'metadata':{{'name':'{name}'}}}}"));
        foreach (var (person, role) in ((string, string)[])[("vera", "view"), ("eddi", "edit"), ("ada", "admin")])
            yield return (RoleBindings, "shop", Json($"{{'metadata':{{'name':'{person}'}},'roleRef':{{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'{role}'}},'subjects':[{{'kind':'User','apiGroup':'rbac.authorization.k8s.io','name':'{person}'}}]}}"));
        yield return (ClusterRoleBindings, "", Json("{'metadata':{'name':'wheel'},'roleRef':{'apiGroup':'rbac.authorization.k8s.io','kind':'ClusterRole','name':'cluster-admin'},'subjects':[{'kind':'Group','apiGroup':'rbac.authorization.k8s.io','name':'wheel'}]}"));
        foreach (var account in (string[])["runner", "default"]) yield return (CoreResources.ServiceAccounts, "shop", Json($"{{'metadata':{{'name':'{account}'}}}}"));
        yield return (CoreResources.Pods, "shop", Json("""
            {'metadata':{'name':'web'},'spec':{'nodeName':'n1','serviceAccountName':'runner','automountServiceAccountToken':false,
             'imagePullSecrets':[{'name':'pull-secret'}],'resourceClaims':[{'name':'g','resourceClaimName':'gpu'}],
             'initContainers':[{'name':'i','image':'i','envFrom':[{'secretRef':{'name':'init-secret'}}]}],
             'containers':[{'name':'c','image':'i','env':[{'name':'E','valueFrom':{'secretKeyRef':{'name':'env-secret','key':'k'}}}]}],
             'volumes':[{'name':'s','secret':{'secretName':'used'}},{'name':'m','configMap':{'name':'used'}},
              {'name':'p','projected':{'sources':[{'configMap':{'name':'projected'}}]}},
              {'name':'d','persistentVolumeClaim':{'claimName':'data'}},
              {'name':'scratch','ephemeral':{'volumeClaimTemplate':{'spec':{'accessModes':['ReadWriteOnce'],'resources':{'requests':{'storage':'1Gi'}}}}}}]}}
            """));
        yield return (CoreResources.Pods, "shop", Json("""
            {'metadata':{'name':'elsewhere'},'spec':{'nodeName':'n2','automountServiceAccountToken':false,'containers':[{'name':'c','image':'i'}],
             'volumes':[{'name':'s','secret':{'secretName':'unused'}},{'name':'d','persistentVolumeClaim':{'claimName':'other'}}]}}
            """));
        yield return (Volumes, "", Volume("volume", "data"));
        yield return (Volumes, "", Volume("strange", "other"));
    }

    private static ResourceName Volumes { get; } = new("", "v1", "persistentvolumes");

    private static DraftObject Volume(string name, string claim) => Json($$$"""
        {'metadata':{'name':'{{{name}}}'},'spec':{'capacity':{'storage':'1Gi'},'accessModes':['ReadWriteOnce'],'claimRef':{'namespace':'shop','name':'{{{claim}}}'},
         'csi':{'driver':'d.example.com','volumeHandle':'h','nodePublishSecretRef':{'namespace':'drivers','name':'driver'},
          'controllerPublishSecretRef':{'namespace':'drivers','name':'controller-only'} } } }
        """);

    private static DraftObject Json(string text) => DraftObject.Of(Document.Parse(System.Text.Encoding.UTF8.GetBytes(text.Replace('\'', '"'))));
}
