using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    private static DraftArray OfNode(Document node, DateTimeOffset now)
    {
        var status = "Unknown";
        foreach (var condition in node.Status["conditions"u8].Items)
            if (condition["type"u8].TextEquals("Ready"u8)) status = condition["status"u8].TextEquals("True"u8) ? "Ready" : "NotReady";
        if (node.Spec["unschedulable"u8].AsBool()) status += ",SchedulingDisabled";

        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var label in node.Metadata["labels"u8].Members)
        {
            if (label.Name.StartsWith(RolePrefix, StringComparison.Ordinal) && label.Name.Length > RolePrefix.Length) roles.Add(label.Name[RolePrefix.Length..]);
            else if (label.Name == "kubernetes.io/role" && label.Value.AsString().Length > 0) roles.Add(label.Value.AsString());
        }
        var info = node.Status["nodeInfo"u8];
        return
        [
            node.Name, status, OrNone(string.Join(',', roles)), AgeOf(node, now), info["kubeletVersion"u8].AsString(),
            OrNone(AddressOf(node, "InternalIP")), OrNone(AddressOf(node, "ExternalIP")), OrUnknown(info["osImage"u8]),
            OrUnknown(info["kernelVersion"u8]), OrUnknown(info["containerRuntimeVersion"u8]),
        ];
    }

    private static string AddressOf(Document node, string type)
    {
        foreach (var address in node.Status["addresses"u8].Items)
            if (address["type"u8].AsString() == type) return address["address"u8].AsString();
        return "";
    }

    private static string OrUnknown(Node text) => OrElse(text.AsString(), "<unknown>");

    private static DraftArray OfEvent(Document document, DateTimeOffset now)
    {
        var root = document.Root;
        var made = root["eventTime"u8].AsTime();
        var first = root["firstTimestamp"u8].AsTime() ?? root["deprecatedFirstTimestamp"u8].AsTime();
        var last = root["lastTimestamp"u8].AsTime() ?? root["deprecatedLastTimestamp"u8].AsTime();
        var firstSeen = Since(first ?? made, now);
        var lastSeen = last is null ? firstSeen : Since(last, now);
        long count = Math.Max(1, Math.Max(root["count"u8].AsInt32(), root["deprecatedCount"u8].AsInt32()));
        var series = root["series"u8];
        if (series.Exists)
        {
            lastSeen = Since(series["lastObservedTime"u8].AsTime(), now);
            count = series["count"u8].AsInt32();
        }
        var target = root["involvedObject"u8].Exists ? root["involvedObject"u8] : root["regarding"u8];
        var source = root["source"u8].Exists ? root["source"u8] : root["deprecatedSource"u8];
        var component = OrElse(source["component"u8].AsString(), root["reportingComponent"u8].AsString());
        var host = OrElse(source["host"u8].AsString(), root["reportingInstance"u8].AsString());
        return
        [
            lastSeen, root["type"u8].AsString(), root["reason"u8].AsString(),
            $"{target["kind"u8].AsString().ToLowerInvariant()}/{target["name"u8].AsString()}", target["fieldPath"u8].AsString(),
            host.Length == 0 ? component : $"{component}, {host}",
            OrElse(root["message"u8].AsString(), root["note"u8].AsString()).Trim(), firstSeen, count, document.Name,
        ];
    }

    private static DraftArray OfBinding(Document binding, DateTimeOffset now)
    {
        var role = binding.Root["roleRef"u8];
        return
        [
            binding.Name, $"{role["kind"u8].AsString()}/{role["name"u8].AsString()}", AgeOf(binding, now),
            Subjects("User"), Subjects("Group"), Subjects("ServiceAccount"),
        ];

        string Subjects(string kind)
        {
            var names = new List<string>();
            foreach (var subject in binding.Root["subjects"u8].Items)
            {
                if (subject["kind"u8].AsString() != kind) continue;
                var name = subject["name"u8].AsString();
                names.Add(kind == "ServiceAccount" ? $"{subject["namespace"u8].AsString()}/{name}" : name);
            }
            return string.Join(", ", names);
        }
    }
}
