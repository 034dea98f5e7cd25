using Timonier.Documents;

namespace Timonier.Controllers.Tests;

/// <summary>Objects as short as a test can say them.</summary>
internal static class Objects
{
    public static Document Parse(string json) => Document.Parse(json.Replace('\'', '"'));

    public static Document Deployment(int replicas, string image, string more = "", string status = "{}") => Parse(
        "{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web','namespace':'default','uid':'d1','resourceVersion':'1','generation':1},"
        + $"'spec':{{'replicas':{replicas},'selector':{{'matchLabels':{{'app':'web'}}}},'progressDeadlineSeconds':600,'revisionHistoryLimit':2{more},"
        + $"'template':{{'metadata':{{'labels':{{'app':'web'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}}},'status':{status}}}");

    public static Document ReplicaSet(string name, string image, int replicas, int available, int revision, string more = "") => Parse(
        $"{{'apiVersion':'apps/v1','kind':'ReplicaSet','metadata':{{'name':'{name}','namespace':'default','uid':'{name}','resourceVersion':'1','generation':1,"
        + $"'creationTimestamp':'2026-03-01T11:00:{revision:00}Z','labels':{{'app':'web','pod-template-hash':'{name}'}},"
        + $"'annotations':{{'deployment.kubernetes.io/revision':'{revision}'{more}}},"
        + "'ownerReferences':[{'apiVersion':'apps/v1','kind':'Deployment','name':'web','uid':'d1','controller':true}]},"
        + $"'spec':{{'replicas':{replicas},'selector':{{'matchLabels':{{'app':'web','pod-template-hash':'{name}'}}}},"
        + $"'template':{{'metadata':{{'labels':{{'app':'web','pod-template-hash':'{name}'}}}},'spec':{{'containers':[{{'name':'c','image':'{image}'}}]}}}}}},"
        + $"'status':{{'replicas':{replicas},'readyReplicas':{available},'availableReplicas':{available},'observedGeneration':1}}}}");

    public static Document Pod(string name, string owner = "", string node = "n1", bool ready = true, string more = "", string spec = "", string phase = "Running", string labels = "'app':'web'") => Parse(
        $"{{'apiVersion':'v1','kind':'Pod','metadata':{{'name':'{name}','namespace':'default','uid':'{name}','resourceVersion':'1','labels':{{{labels}}}{more}"
        + (owner.Length > 0 ? $",'ownerReferences':[{{'apiVersion':'apps/v1','kind':'ReplicaSet','name':'{owner}','uid':'{owner}','controller':true,'blockOwnerDeletion':true}}]" : "")
        + $"}},'spec':{{'nodeName':'{node}'{spec}}},'status':{{'phase':'{phase}','podIP':'10.42.0.{Math.Abs(name.GetHashCode(StringComparison.Ordinal)) % 250 + 1}',"
        + $"'conditions':[{{'type':'Ready','status':'{(ready ? "True" : "False")}','lastTransitionTime':'2026-03-01T11:30:00Z'}}]}}}}");
}
