using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the status of claims: what was given, to whom, and how it is.</summary>
internal static class DeviceStatusRules
{
    private const int MostConsumers = 256;
    private const int MostConditions = 8;
    private const int MostAddresses = 16;
    private const int LongestInterface = 256;
    private const int LongestHardware = 128;

    public static void Status(Place claim)
    {
        var status = claim["status"];
        var (consumers, allocation) = (status["reservedFor"], status["allocation"]);
        Consumers(consumers);
        foreach (var device in status["devices"].Items) Device(device, allocation);
        if (consumers.Count > 0 && !allocation.Exists) consumers.Forbidden("may not be specified when `allocated` is not set");
        else if (claim["metadata"]["deletionTimestamp"].Exists && consumers.Items.Any(c => !Before(consumers, c["uid"].Text)))
            consumers.Forbidden("new entries may not be added while `deallocationRequested` or `deletionTimestamp` are set");
        if (!allocation.Old.IsNullOrMissing && allocation.Exists) allocation.Immutable();
        else if (allocation.Exists) Allocation(allocation, DeviceClaimRules.RequestNames(claim["spec"]["devices"]));
    }

    private static bool Before(Place consumers, string uid)
    {
        foreach (var consumer in consumers.Old.Items)
            if (consumer["uid"u8].AsString() == uid) return true;
        return false;
    }

    private static void Consumers(Place consumers)
    {
        foreach (var consumer in consumers.Items) consumer.RequiredTexts("resource", "name", "uid");
        consumers.AtMostItems(MostConsumers);
        var uids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var consumer in consumers.Items)
            if (!uids.Add(consumer["uid"].Text)) consumer.Add(FieldErrors.Duplicate(consumer.Path, consumer["uid"].Text));
    }

    private static void Device(Place device, Place allocation)
    {
        DriverName(device["driver"]);
        DeviceSliceRules.PoolName(device["pool"]);
        device["device"].InvalidEach(device["device"].Text, Names.Dns1123Label(device["device"].Text));
        if (!allocation["devices"]["results"].Items.Any(r => Id(r) == Id(device))) device.Invalid(Id(device), "must be an allocated device in the claim");
        device["conditions"].AtMostItems(MostConditions);
        Conditions(device["conditions"]);
        if (device["data"].Exists) DeviceRules.Parameters(device["data"]);
        var network = device["networkData"];
        network["interfaceName"].AtMostBytes(LongestInterface);
        network["hardwareAddress"].AtMostBytes(LongestHardware);
        foreach (var address in network["ips"].Items)
            if (Names.Cidr(address.Text).Length > 0) address.Invalid("must be a valid address in CIDR form, (e.g. 10.9.8.7/24 or 2001:db8::1/64)");
        network["ips"].AtMostItems(MostAddresses);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var address in network["ips"].Items)
            if (!seen.Add(address.Text)) address.Duplicate();
    }

    private static string Id(Place device) => $"{device["driver"].Text}/{device["pool"].Text}/{device["device"].Text}";

    private static void Allocation(Place allocation, HashSet<string> names)
    {
        var results = allocation["devices"]["results"];
        foreach (var result in results.Items)
        {
            if (!names.Contains(result["request"].Text)) result["request"].Invalid(result["request"].Text, DeviceClaimRules.BadReference);
            DriverName(result["driver"]);
            DeviceSliceRules.PoolName(result["pool"]);
            result["device"].InvalidEach(result["device"].Text, Names.Dns1123Label(result["device"].Text));
        }
        results.AtMostItems(DeviceClaimRules.Most);
        foreach (var config in allocation["devices"]["config"].Items) config["source"].Choice("FromClaim", "FromClass");
        DeviceClaimRules.Configurations(allocation["devices"]["config"], names, 2 * DeviceClaimRules.Most);
        if (allocation["nodeSelector"].Exists) NodeSelector(allocation["nodeSelector"]);
    }
}
