using Timonier.Documents;

namespace Timonier.Kinds;

public static partial class TablePrinter
{
    private const string OldClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    private static DraftArray OfPersistentVolume(Document volume, DateTimeOffset now)
    {
        var spec = volume.Spec;
        var claim = spec["claimRef"u8];
        return
        [
            volume.Name, spec["capacity"u8]["storage"u8].AsText(), ModesOf(spec["accessModes"u8]), spec["persistentVolumeReclaimPolicy"u8].AsString(), PhaseOf(volume),
            claim.Exists ? $"{claim["namespace"u8].AsString()}/{claim["name"u8].AsString()}" : "", ClassOf(volume), OrUnset(spec["volumeAttributesClassName"u8]),
            volume.Status["reason"u8].AsString(), AgeOf(volume, now), OrUnset(spec["volumeMode"u8]),
        ];
    }

    private static DraftArray OfPersistentVolumeClaim(Document claim, DateTimeOffset now)
    {
        var volume = claim.Spec["volumeName"u8].AsString();
        return
        [
            claim.Name, PhaseOf(claim), volume, volume.Length == 0 ? "" : claim.Status["capacity"u8]["storage"u8].AsText(), volume.Length == 0 ? "" : ModesOf(claim.Status["accessModes"u8]),
            ClassOf(claim), OrUnset(claim.Spec["volumeAttributesClassName"u8]), AgeOf(claim, now), OrUnset(claim.Spec["volumeMode"u8]),
        ];
    }

    private static string PhaseOf(Document document) => document.Metadata["deletionTimestamp"u8].Exists ? "Terminating" : document.Status["phase"u8].AsString();

    private static string ClassOf(Document document) =>
        document.Metadata["annotations"u8][OldClassAnnotation].AsStringOrNull() ?? document.Spec["storageClassName"u8].AsString();

    private static string ModesOf(Node modes)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        foreach (var mode in modes.Items) found.Add(mode.AsString());
        var shown = new (string Mode, string Short)[] { ("ReadWriteOnce", "RWO"), ("ReadOnlyMany", "ROX"), ("ReadWriteMany", "RWX"), ("ReadWriteOncePod", "RWOP") };
        return string.Join(',', shown.Where(m => found.Contains(m.Mode)).Select(m => m.Short));
    }

    private static DraftArray OfStorageClass(Document storage, DateTimeOffset now)
    {
        var annotations = storage.Metadata["annotations"u8];
        var standard = annotations["storageclass.kubernetes.io/is-default-class"u8].TextEquals("true"u8) || annotations["storageclass.beta.kubernetes.io/is-default-class"u8].TextEquals("true"u8);
        return
        [
            storage.Name + (standard ? " (default)" : ""), storage.Root["provisioner"u8].AsString(), OrElse(storage.Root["reclaimPolicy"u8].AsString(), "Delete"),
            OrElse(storage.Root["volumeBindingMode"u8].AsString(), "Immediate"), storage.Root["allowVolumeExpansion"u8].AsBool(), AgeOf(storage, now),
        ];
    }

    private static DraftArray OfVolumeAttachment(Document attachment, DateTimeOffset now) =>
    [
        attachment.Name, attachment.Spec["attacher"u8].AsString(), attachment.Spec["source"u8]["persistentVolumeName"u8].AsString(), attachment.Spec["nodeName"u8].AsString(),
        attachment.Status["attached"u8].AsBool(), AgeOf(attachment, now),
    ];

    private static DraftArray OfCsiDriver(Document driver, DateTimeOffset now)
    {
        var spec = driver.Spec;
        var tokens = Joined(spec["tokenRequests"u8], "audience"u8);
        return
        [
            driver.Name, spec["attachRequired"u8].AsBoolOrNull() ?? true, spec["podInfoOnMount"u8].AsBool(), spec["storageCapacity"u8].AsBool(),
            spec["tokenRequests"u8].Count == 0 ? "<unset>" : tokens, spec["requiresRepublish"u8].AsBool(), OrNone(TextsOf(spec["volumeLifecycleModes"u8])), AgeOf(driver, now),
        ];
    }

    private static DraftArray OfStorageCapacity(Document capacity, DateTimeOffset now) =>
    [
        capacity.Name, capacity.Root["storageClassName"u8].AsString(), OrElse(capacity.Root["capacity"u8].AsText(), "<unset>"), AgeOf(capacity, now),
    ];

    private static string OrUnset(Node text) => OrElse(text.AsString(), "<unset>");
}
