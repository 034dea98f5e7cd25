using System.Collections.Frozen;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private const string Admission = "admissionregistration.k8s.io";
    private const string Flow = "flowcontrol.apiserver.k8s.io";
    private const string Networking = "networking.k8s.io";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Resource = "resource.k8s.io";
    private const string Storage = "storage.k8s.io";

    // All columns stand in this file, since fields of other files may be set later than these.
    private static readonly TableColumn NameColumn = new("Name", Format: "name", Description: "Unique within its namespace");
    private static readonly TableColumn Age = new("Age", Description: "Time since the object was made");
    private static readonly TableColumn[] Default = [NameColumn, new("Created At", "date", Description: "When the object was made")];

    private static readonly TableColumn[] Events =
    [
        Plain("Last Seen"), Plain("Type"), Plain("Reason"), Plain("Object"), Wide("Subobject"), Wide("Source"), Plain("Message"), Wide("First Seen"), Wide("Count"),
        NameColumn with { Priority = 1 },
    ];

    private static readonly TableColumn[] Bindings = [NameColumn, Plain("Role"), Age, Wide("Users"), Wide("Groups"), Wide("ServiceAccounts")];
    private static readonly TableColumn[] PolicyBindings = [NameColumn, Plain("PolicyName"), Plain("ParamRef"), Age];
    private static readonly TableColumn[] Replicas =
        [NameColumn, Number("Desired"), Number("Current"), Number("Ready"), Age, Wide("Containers"), Wide("Images"), Wide("Selector")];

    // What is not here has a name and the time it was made.
    private static readonly FrozenDictionary<(string Group, string Kind), Table> Tables = new Dictionary<(string, string), Table>
    {
        [("", "Pod")] = new([NameColumn, Plain("Ready"), Plain("Status"), Plain("Restarts"), Age, Wide("IP"), Wide("Node"), Wide("Nominated Node"), Wide("Readiness Gates")], OfPod),
        [("", "PodTemplate")] = new([NameColumn, Plain("Containers"), Plain("Images"), Plain("Pod Labels")], OfPodTemplate),
        [("", "Node")] = new([NameColumn, Plain("Status"), Plain("Roles"), Age, Plain("Version"), Wide("Internal-IP"), Wide("External-IP"), Wide("OS-Image"), Wide("Kernel-Version"),
            Wide("Container-Runtime")], OfNode),
        [("", "Namespace")] = new([NameColumn, Plain("Status"), Age], (d, now) => [d.Name, d.Status["phase"u8].AsString(), AgeOf(d, now)]),
        [("", "Service")] = new([NameColumn, Plain("Type"), Plain("Cluster-IP"), Plain("External-IP"), Plain("Port(s)"), Age, Wide("Selector")], OfService),
        [("", "Endpoints")] = new([NameColumn, Plain("Endpoints"), Age], (d, now) => [d.Name, EndpointsOf(d), AgeOf(d, now)]),
        [("", "ConfigMap")] = new([NameColumn, Plain("Data"), Age], (d, now) => [d.Name, d.Root["data"u8].Count + d.Root["binaryData"u8].Count, AgeOf(d, now)]),
        [("", "Secret")] = new([NameColumn, Plain("Type"), Plain("Data"), Age], (d, now) => [d.Name, d.Root["type"u8].AsString(), d.Root["data"u8].Count, AgeOf(d, now)]),
        [("", "ServiceAccount")] = new([NameColumn, Plain("Secrets"), Age], (d, now) => [d.Name, d.Root["secrets"u8].Count, AgeOf(d, now)]),
        [("", "ReplicationController")] = new(Replicas, OfReplicationController),
        [("", "ResourceQuota")] = new([NameColumn, Plain("Request"), Plain("Limit"), Age], OfResourceQuota),
        [("", "ComponentStatus")] = new([NameColumn, Plain("Status"), Plain("Message"), Plain("Error")], OfComponentStatus),
        [("", "PersistentVolume")] = new([NameColumn, Plain("Capacity"), Plain("Access Modes"), Plain("Reclaim Policy"), Plain("Status"), Plain("Claim"), Plain("StorageClass"),
            Plain("VolumeAttributesClass"), Plain("Reason"), Age, Wide("VolumeMode")], OfPersistentVolume),
        [("", "PersistentVolumeClaim")] = new([NameColumn, Plain("Status"), Plain("Volume"), Plain("Capacity"), Plain("Access Modes"), Plain("StorageClass"),
            Plain("VolumeAttributesClass"), Age, Wide("VolumeMode")], OfPersistentVolumeClaim),
        [("", "Event")] = new(Events, OfEvent),
        [("events.k8s.io", "Event")] = new(Events, OfEvent),
        [("apps", "ControllerRevision")] = new([NameColumn, Plain("Controller"), Plain("Revision"), Age], OfControllerRevision),
        [("apps", "DaemonSet")] = new([NameColumn, Number("Desired"), Number("Current"), Number("Ready"), Number("Up-to-date"), Number("Available"), Plain("Node Selector"), Age,
            Wide("Containers"), Wide("Images"), Wide("Selector")], OfDaemonSet),
        [("apps", "Deployment")] = new([NameColumn, Plain("Ready"), Plain("Up-to-date"), Plain("Available"), Age, Wide("Containers"), Wide("Images"), Wide("Selector")], OfDeployment),
        [("apps", "ReplicaSet")] = new(Replicas, OfReplicaSet),
        [("apps", "StatefulSet")] = new([NameColumn, Plain("Ready"), Age, Wide("Containers"), Wide("Images")], OfStatefulSet),
        [("autoscaling", "HorizontalPodAutoscaler")] = new([NameColumn, Plain("Reference"), Plain("Targets"), Plain("MinPods"), Plain("MaxPods"), Plain("Replicas"), Age], OfAutoscaler),
        [("autoscaling", "Scale")] = new([NameColumn, Number("Desired"), Number("Available"), Age], (d, now) => [d.Name, d.Spec["replicas"u8].AsInt64(), d.Status["replicas"u8].AsInt64(), AgeOf(d, now)]),
        [("batch", "CronJob")] = new([NameColumn, Plain("Schedule"), Plain("Timezone"), Plain("Suspend"), Number("Active"), Plain("Last Schedule"), Age, Wide("Containers"), Wide("Images"),
            Wide("Selector")], OfCronJob),
        [("batch", "Job")] = new([NameColumn, Plain("Status"), Plain("Completions"), Plain("Duration"), Age, Wide("Containers"), Wide("Images"), Wide("Selector")], OfJob),
        [("certificates.k8s.io", "CertificateSigningRequest")] = new([NameColumn, Age, Plain("SignerName"), Plain("Requestor"), Plain("RequestedDuration"), Plain("Condition")], OfSigningRequest),
        [("coordination.k8s.io", "Lease")] = new([NameColumn, Plain("Holder"), Age], (d, now) => [d.Name, d.Spec["holderIdentity"u8].AsString(), AgeOf(d, now)]),
        [("discovery.k8s.io", "EndpointSlice")] = new([NameColumn, Plain("AddressType"), Plain("Ports"), Plain("Endpoints"), Age], OfEndpointSlice),
        [("policy", "PodDisruptionBudget")] = new([NameColumn, Plain("Min Available"), Plain("Max Unavailable"), Number("Allowed Disruptions"), Age], OfDisruptionBudget),
        [("scheduling.k8s.io", "PriorityClass")] = new([NameColumn, Number("Value"), Flag("Global-Default"), Age, Plain("PreemptionPolicy")], OfPriorityClass),
        [("node.k8s.io", "RuntimeClass")] = new([NameColumn, Plain("Handler"), Age], (d, now) => [d.Name, d.Root["handler"u8].AsString(), AgeOf(d, now)]),
        [("apiregistration.k8s.io", "APIService")] = new([NameColumn, Plain("Service"), Plain("Available"), Age], OfApiService),
        [(Admission, "ValidatingWebhookConfiguration")] = new([NameColumn, Number("Webhooks"), Age], OfWebhooks),
        [(Admission, "MutatingWebhookConfiguration")] = new([NameColumn, Number("Webhooks"), Age], OfWebhooks),
        [(Admission, "ValidatingAdmissionPolicy")] = new([NameColumn, Number("Validations"), Plain("ParamKind"), Age], (d, now) => OfAdmissionPolicy(d, "validations", now)),
        [(Admission, "ValidatingAdmissionPolicyBinding")] = new(PolicyBindings, OfAdmissionPolicyBinding),
        [(Admission, "MutatingAdmissionPolicy")] = new([NameColumn, Number("Mutations"), Plain("ParamKind"), Age], (d, now) => OfAdmissionPolicy(d, "mutations", now)),
        [(Admission, "MutatingAdmissionPolicyBinding")] = new(PolicyBindings, OfAdmissionPolicyBinding),
        [(Flow, "FlowSchema")] = new([NameColumn, Plain("PriorityLevel"), Number("MatchingPrecedence"), Plain("DistinguisherMethod"), Age, Plain("MissingPL")], OfFlowSchema),
        [(Flow, "PriorityLevelConfiguration")] = new([NameColumn, Plain("Type"), Number("NominalConcurrencyShares"), Number("Queues"), Number("HandSize"), Number("QueueLengthLimit"), Age], OfPriorityLevel),
        [(Networking, "Ingress")] = new([NameColumn, Plain("Class"), Plain("Hosts"), Plain("Address"), Plain("Ports"), Age], OfIngress),
        [(Networking, "IngressClass")] = new([NameColumn, Plain("Controller"), Plain("Parameters"), Age], OfIngressClass),
        [(Networking, "NetworkPolicy")] = new([NameColumn, Plain("Pod-Selector"), Age], (d, now) => [d.Name, SelectorOf(d.Spec["podSelector"u8]), AgeOf(d, now)]),
        [(Networking, "IPAddress")] = new([NameColumn, Plain("ParentRef"), Age], OfIpAddress),
        [(Networking, "ServiceCIDR")] = new([NameColumn, Plain("CIDRs"), Age], (d, now) => [d.Name, TextsOf(d.Spec["cidrs"u8]), AgeOf(d, now)]),
        [(Rbac, "RoleBinding")] = new(Bindings, OfBinding),
        [(Rbac, "ClusterRoleBinding")] = new(Bindings, OfBinding),
        [(Resource, "DeviceClass")] = new([NameColumn, Age], (d, now) => [d.Name, AgeOf(d, now)]),
        [(Resource, "ResourceClaim")] = new([NameColumn, Plain("State"), Age], OfResourceClaim),
        [(Resource, "ResourceClaimTemplate")] = new([NameColumn, Age], (d, now) => [d.Name, AgeOf(d, now)]),
        [(Resource, "ResourceSlice")] = new([NameColumn, Plain("Node"), Plain("Driver"), Plain("Pool"), Age], OfResourceSlice),
        [(Storage, "StorageClass")] = new([NameColumn, Plain("Provisioner"), Plain("ReclaimPolicy"), Plain("VolumeBindingMode"), Plain("AllowVolumeExpansion"), Age], OfStorageClass),
        [(Storage, "VolumeAttributesClass")] = new([NameColumn, Plain("DriverName"), Age], (d, now) => [d.Name, d.Root["driverName"u8].AsString(), AgeOf(d, now)]),
        [(Storage, "VolumeAttachment")] = new([NameColumn, Plain("Attacher"), Plain("PV"), Plain("Node"), Flag("Attached"), Age], OfVolumeAttachment),
        [(Storage, "CSIDriver")] = new([NameColumn, Flag("AttachRequired"), Flag("PodInfoOnMount"), Flag("StorageCapacity"), Plain("TokenRequests"), Flag("RequiresRepublish"), Plain("Modes"), Age], OfCsiDriver),
        [(Storage, "CSINode")] = new([NameColumn, Number("Drivers"), Age], (d, now) => [d.Name, d.Spec["drivers"u8].Count, AgeOf(d, now)]),
        [(Storage, "CSIStorageCapacity")] = new([NameColumn, Plain("StorageClassName"), Plain("Capacity"), Age], OfStorageCapacity),
    }.ToFrozenDictionary();
}
