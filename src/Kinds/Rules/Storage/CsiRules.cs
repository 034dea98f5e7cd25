using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of the kinds that describe CSI drivers.</summary>
internal static class CsiRules
{
    private const int LongestNodeId = 256;
    private const int ShortestPeriod = 10;

    public static void Driver(Place spec)
    {
        // Upstream's path is not the field's name.
        var attach = spec["attachRequired"] with { Path = spec.Path + ".attachedRequired" };
        if (!attach.Exists) attach.Required();
        foreach (var flag in (string[])["podInfoOnMount", "storageCapacity", "seLinuxMount"])
            if (!spec[flag].Exists) spec[flag].Required();
        spec["fsGroupPolicy"].OneOf("File", "None", "ReadWriteOnceWithFSType");
        Tokens(spec["tokenRequests"]);
        foreach (var mode in spec["volumeLifecycleModes"].Items)
            if (mode.Text is not ("Persistent" or "Ephemeral")) (mode with { Path = spec["volumeLifecycleModes"].Path }).NotSupported("Persistent", "Ephemeral");
        var period = spec["nodeAllocatableUpdatePeriodSeconds"];
        if (period.Exists && period.Number < ShortestPeriod) period.Invalid($"must be greater than or equal to {ShortestPeriod} seconds");
        attach.Immutable();
        spec["volumeLifecycleModes"].Immutable();
    }

    private static void Tokens(Place requests)
    {
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in requests.Items)
        {
            if (!audiences.Add(request["audience"].Text)) request["audience"].Add(FieldErrors.Duplicate(request["audience"].Path, request["audience"].Text));
            else TokenLife(request["expirationSeconds"]);
        }
    }

    public static void Drivers(Place drivers)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var driver in drivers.Items)
        {
            DriverName(driver["name"]);
            var id = driver["nodeID"];
            if (id.Text.Length == 0) id.Required();
            if (id.Text.Length > LongestNodeId) id.Invalid($"must be {LongestNodeId} characters or less");
            driver["allocatable"]["count"].NotNegative();
            if (!names.Add(driver["name"].Text)) driver["name"].Duplicate();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var key in driver["topologyKeys"].Items)
            {
                if (key.Text.Length == 0) driver.Required();
                if (!keys.Add(key.Text)) driver.Add(FieldErrors.Duplicate(driver.Path, key.Text));
                driver.InvalidEach(key.Text, Names.LabelKey(key.Text));
            }
            foreach (var before in drivers.Old.Items)
                if (before["name"u8].AsString() == driver["name"].Text && !Sameness.Loosely(before, driver.Node)) (driver with { Path = "CSINodeDriver" }).Invalid(FieldErrors.Immutable);
        }
    }

    public static void Capacity(Place capacity)
    {
        Selector(capacity["nodeTopology"]);
        capacity["storageClassName"].InvalidEach(capacity["storageClassName"].Text, Names.Dns1123Subdomain(capacity["storageClassName"].Text));
        if (capacity["capacity"].Exists) NotNegativeQuantity(capacity["capacity"]);
        capacity.Immutable("nodeTopology", "storageClassName");
    }
}
