using System.Collections.Frozen;
using Timonier.Documents;

namespace Timonier.Kinds;

/// <summary>
/// Fills in what the user left out, to upstream's values. Constant defaults are data of the catalogue; those that
/// depend on other fields are code, one function per object type, in the files beside this one.
/// </summary>
public static partial class Defaulting
{
    private delegate void Rule(DraftObject value);

    private static readonly FrozenDictionary<string, Rule> Rules = new Dictionary<string, Rule>(StringComparer.Ordinal)
    {
        ["core.Pod"] = Pod,
        ["core.PodSpec"] = PodSpec,
        ["core.Container"] = Container,
        ["core.EphemeralContainerCommon"] = Container,
        ["core.EphemeralContainer"] = Container,
        ["core.Probe"] = Probe,
        ["core.HTTPGetAction"] = HttpGet,
        ["core.Volume"] = Volume,
        ["core.SecretVolumeSource"] = v => Set(v, "defaultMode", 420),
        ["core.ConfigMapVolumeSource"] = v => Set(v, "defaultMode", 420),
        ["core.DownwardAPIVolumeSource"] = v => Set(v, "defaultMode", 420),
        ["core.ProjectedVolumeSource"] = v => Set(v, "defaultMode", 420),
        ["core.ServiceAccountTokenProjection"] = v => Set(v, "expirationSeconds", 3600),
        ["core.HostPathVolumeSource"] = v => Set(v, "type", ""),
        ["core.ObjectFieldSelector"] = v => Set(v, "apiVersion", "v1"),
        ["core.PersistentVolumeClaimSpec"] = v => Set(v, "volumeMode", "Filesystem"),
        ["core.PersistentVolumeSpec"] = PersistentVolumeSpec,
        ["core.PersistentVolume"] = v => Set(v.Object("status"), "phase", "Pending"),
        ["core.PersistentVolumeClaim"] = v => Set(v.Object("status"), "phase", "Pending"),
        ["core.Service"] = Service,
        ["core.Secret"] = Secret,
        ["core.Namespace"] = Namespace,
        ["core.NodeStatus"] = NodeStatus,
        ["core.ReplicationController"] = ReplicationController,
        ["core.LimitRangeItem"] = LimitRangeItem,
        ["apps.DeploymentSpec"] = DeploymentSpec,
        ["apps.ReplicaSetSpec"] = v => Set(v, "replicas", 1),
        ["apps.StatefulSetSpec"] = StatefulSetSpec,
        ["apps.DaemonSetSpec"] = DaemonSetSpec,
        ["batch.Job"] = Job,
        ["autoscaling.HorizontalPodAutoscalerBehavior"] = ScalingBehavior,
        ["networking.NetworkPolicySpec"] = NetworkPolicySpec,
        ["resource.ExactDeviceRequest"] = DeviceCount,
        ["resource.DeviceSubRequest"] = DeviceCount,
        ["apiextensions.CustomResourceDefinitionNames"] = ResourceNames,
        ["discovery.EndpointPort"] = EndpointPort,
        ["rbac.RoleRef"] = v => Set(v, "apiGroup", RbacGroup),
        ["rbac.Subject"] = Subject,
        ["authentication.TokenRequestSpec"] = v => Set(v, "expirationSeconds", 3600),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Changes <paramref name="body"/> in place; applying it twice changes nothing more.</summary>
    /// <param name="known">A document of the kind that was stored: what is untouched of it has its defaults.</param>
    public static void Apply(Kind kind, DraftObject body, Document? known = null)
    {
        if (kind.Custom is { } custom) custom.Fill(body, known);
        else Object(kind.Schema, body, known);
    }

    private static void Object(ObjectType type, DraftObject value, Document? known)
    {
        // From the outside in: a rule may make the object whose own defaults then follow.
        foreach (var field in type.Fields)
            if (field is { Always: true, Type: { Shape: FieldShape.Object, Optional: false } } && IsMissing(value, field.Name))
                value[field.Name] = new DraftObject();
        if (Rules.TryGetValue(type.ToString(), out var rule)) rule(value);
        foreach (var field in type.Fields)
        {
            if (value.TryGet(field.Name, out var present) && present.Kind != NodeKind.Null) Inside(field.Type, present, known);
            else if ((field.Default ?? field.Fill) is { } text) value[field.Name] = Draft.From(Document.Parse(text).Root);
            else if (field.Always && EmptyScalar(field.Type) is { } empty) value[field.Name] = empty;
        }
    }

    private static void Inside(FieldType type, Draft value, Document? known)
    {
        if (value.IsAsIn(known)) return;
        switch (type.Shape, value)
        {
            case (FieldShape.Object, DraftObject nested):
                Object(type.Object!, nested, known);
                break;
            case (FieldShape.List, DraftArray list) when type.Item!.Shape is FieldShape.Object:
                foreach (var item in list) Inside(type.Item, item, known);
                break;
            case (FieldShape.Map, DraftObject map) when type.Item!.Shape is FieldShape.Object:
                foreach (var (_, item) in map) Inside(type.Item, item, known);
                break;
        }
    }

    // Upstream writes these even when empty; clients count on a ready flag or a replica count being there.
    private static Draft? EmptyScalar(FieldType type) => type switch
    {
        { Optional: true } => null,
        { Shape: FieldShape.Int32 or FieldShape.Int64 } => 0,
        { Shape: FieldShape.Bool } => false,
        { Shape: FieldShape.String } => "",
        _ => null,
    };

    private static bool IsMissing(DraftObject value, string name) => !value.TryGet(name, out var present) || present.Kind == NodeKind.Null;

    private static void Set(DraftObject value, string name, Draft standard)
    {
        if (IsMissing(value, name)) value[name] = standard;
    }

    private static IEnumerable<DraftObject> Objects(DraftObject value, string list) =>
        value[list] is DraftArray items ? items.OfType<DraftObject>() : [];
}
