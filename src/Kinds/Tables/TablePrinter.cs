using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>The rows that tables (<c>kubectl get</c>) show of an object, with upstream's columns.</summary>
public static partial class TablePrinter
{
    private static readonly TableColumn NameColumn = new("Name", Format: "name", Description: "Unique within its namespace");
    private static readonly TableColumn Age = new("Age", Description: "Time since the object was made");
    private static readonly TableColumn[] Default = [NameColumn, new("Created At", "date", Description: "When the object was made")];

    public static IReadOnlyList<TableColumn> Columns(string group, string kind) => (group, kind) switch
    {
        ("", "Pod") => [NameColumn, Plain("Ready"), Plain("Status"), Plain("Restarts"), Age,
            Wide("IP"), Wide("Node"), Wide("Nominated Node"), Wide("Readiness Gates")],
        ("", "Node") => [NameColumn, Plain("Status"), Plain("Roles"), Age, Plain("Version"),
            Wide("Internal-IP"), Wide("External-IP"), Wide("OS-Image"), Wide("Kernel-Version"), Wide("Container-Runtime")],
        ("", "Namespace") => [NameColumn, Plain("Status"), Age],
        ("", "Service") => [NameColumn, Plain("Type"), Plain("Cluster-IP"), Plain("External-IP"), Plain("Port(s)"), Age, Wide("Selector")],
        ("", "Endpoints") => [NameColumn, Plain("Endpoints"), Age],
        ("", "ConfigMap") => [NameColumn, Plain("Data"), Age],
        ("", "Secret") => [NameColumn, Plain("Type"), Number("Data"), Age],
        ("", "ServiceAccount") => [NameColumn, Plain("Secrets"), Age],
        ("" or "events.k8s.io", "Event") => [Plain("Last Seen"), Plain("Type"), Plain("Reason"), Plain("Object"), Wide("Subobject"), Wide("Source"),
            Plain("Message"), Wide("First Seen"), Wide("Count"), NameColumn with { Priority = 1 }],
        ("apps", "Deployment") => [NameColumn, Plain("Ready"), Number("Up-to-date"), Number("Available"), Age, Wide("Containers"), Wide("Images"), Wide("Selector")],
        ("apps", "ReplicaSet") => [NameColumn, Number("Desired"), Number("Current"), Number("Ready"), Age, Wide("Containers"), Wide("Images"), Wide("Selector")],
        ("discovery.k8s.io", "EndpointSlice") => [NameColumn, Plain("AddressType"), Plain("Ports"), Plain("Endpoints"), Age],
        ("coordination.k8s.io", "Lease") => [NameColumn, Plain("Holder"), Age],
        ("rbac.authorization.k8s.io", "Role" or "ClusterRole") => [NameColumn, new("Created At", "date", Description: "When the object was made")],
        ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding") => [NameColumn, Plain("Role"), Age, Wide("Users"), Wide("Groups"), Wide("ServiceAccounts")],
        _ => Default,
    };

    /// <summary>One cell per column, wide ones included.</summary>
    public static DraftArray Cells(string group, string kind, Document document, DateTimeOffset now) => (group, kind) switch
    {
        ("", "Pod") => OfPod(document, now),
        ("", "Node") => OfNode(document, now),
        ("", "Namespace") => [document.Name, document.Status["phase"u8].AsString(), AgeOf(document, now)],
        ("", "Service") => OfService(document, now),
        ("", "Endpoints") => [document.Name, EndpointsOf(document), AgeOf(document, now)],
        ("", "ConfigMap") => [document.Name, Text(document.Root["data"u8].Count + document.Root["binaryData"u8].Count), AgeOf(document, now)],
        ("", "Secret") => [document.Name, document.Root["type"u8].AsString(), document.Root["data"u8].Count, AgeOf(document, now)],
        ("", "ServiceAccount") => [document.Name, Text(document.Root["secrets"u8].Count), AgeOf(document, now)],
        ("" or "events.k8s.io", "Event") => OfEvent(document, now),
        ("apps", "Deployment") => OfDeployment(document, now),
        ("apps", "ReplicaSet") => OfReplicaSet(document, now),
        ("discovery.k8s.io", "EndpointSlice") => OfEndpointSlice(document, now),
        ("coordination.k8s.io", "Lease") => [document.Name, document.Spec["holderIdentity"u8].AsString(), AgeOf(document, now)],
        ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding") => OfBinding(document, now),
        _ => [document.Name, document.Metadata["creationTimestamp"u8].AsString()],
    };

    private static TableColumn Plain(string name) => new(name, Description: name + " of the object");

    private static TableColumn Wide(string name) => Plain(name) with { Priority = 1 };

    private static TableColumn Number(string name) => new(name, "integer", Description: name + " of the object");

    private static string AgeOf(Document document, DateTimeOffset now) => Since(document.Metadata["creationTimestamp"u8].AsTime(), now);

    private static string Since(DateTimeOffset? time, DateTimeOffset now) => time is { } then ? HumanDuration.Format(now - then) : "<unknown>";

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string OrNone(string text) => text.Length == 0 ? "<none>" : text;

    private static string Joined(Node items, ReadOnlySpan<byte> member)
    {
        var parts = new List<string>();
        foreach (var item in items.Items) parts.Add(item[member].AsString());
        return string.Join(',', parts);
    }
}
