using System.Text.RegularExpressions;
using Timonier.Kernel;

namespace Timonier.Kinds;

/// <summary>Rules of disks that are reached over a network: iSCSI, Fibre Channel and their older kin.</summary>
internal static partial class NetworkDiskRules
{
    private const string HostPorts = "must be a host:port pair or multiple pairs separated by commas";

    public static void Check(Place source, string kind)
    {
        switch (kind)
        {
            case "iscsi":
                Iscsi(source);
                break;
            case "fc":
                FibreChannel(source);
                break;
            case "flocker":
                var (name, id) = (source["datasetName"], source["datasetUUID"]);
                if (name.Text.Length == 0 && id.Text.Length == 0) source.Required("one of datasetName and datasetUUID is required");
                if (name.Text.Length > 0 && id.Text.Length > 0) source.Invalid("resource", "datasetName and datasetUUID can not be specified simultaneously");
                if (name.Text.Contains('/', StringComparison.Ordinal)) name.Invalid("must not contain '/'");
                break;
            default:
                if (source["registry"].Text.Length == 0) source["registry"].Required(HostPorts);
                else if (source["tenant"].Text.Length > 64) source["tenant"].Required("must be a UUID and may not exceed a length of 64 characters");
                else if (source["registry"].Text.Split(',').Any(p => p.Split(':').Length != 2)) source["registry"].Invalid(HostPorts);
                source["volume"].RequiredText();
                break;
        }
    }

    private static void Iscsi(Place iscsi)
    {
        iscsi["targetPortal"].RequiredText();
        if (iscsi["iqn"].Text.Length == 0) iscsi["iqn"].Required();
        else Initiator(iscsi["iqn"]);
        if (iscsi["lun"].Number is < 0 or > 255) iscsi["lun"].Invalid(Names.InRange(0, 255));
        if ((iscsi["chapAuthDiscovery"].Node.AsBool() || iscsi["chapAuthSession"].Node.AsBool()) && !iscsi["secretRef"].Exists) iscsi["secretRef"].Required();
        if (iscsi["initiatorName"].Exists) Initiator(iscsi["initiatorName"] with { Path = iscsi.Path + ".initiatorname" });
    }

    private static void Initiator(Place name)
    {
        if (!name.Text.StartsWith("iqn", StringComparison.Ordinal) && !name.Text.StartsWith("eui", StringComparison.Ordinal) && !name.Text.StartsWith("naa", StringComparison.Ordinal))
            name.Invalid("must be valid format starting with iqn, eui, or naa");
        else if (!InitiatorName().IsMatch(name.Text)) name.Invalid("must be valid format");
    }

    private static void FibreChannel(Place fc)
    {
        var (targets, ids, unit) = (fc["targetWWNs"], fc["wwids"], fc["lun"]);
        if (targets.Count == 0 && ids.Count == 0) targets.Required("must specify either targetWWNs or wwids, but not both");
        if (targets.Count > 0 && ids.Count > 0) targets.Invalid("targetWWNs and wwids can not be specified simultaneously");
        if (targets.Count == 0) return;
        if (!unit.Exists) unit.Required("lun is required if targetWWNs is specified");
        else if (unit.Number is < 0 or > 255) unit.Invalid(Names.InRange(0, 255));
    }

    [GeneratedRegex(@"^(iqn\.\d{4}-\d{2}\.([\w\-.]+)(:)?[\w\-.:]*|eui\.[0-9A-Fa-f]{16}|naa\.[0-9A-Fa-f]{32})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InitiatorName();
}
