using Timonier.Api.Storage;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission;

/// <summary>Gives every pod a service account, and its containers that account's token.</summary>
internal sealed class ServiceAccountAdmission(StoredObjects objects, IIdSource ids) : AdmissionStep
{
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const long TokenSeconds = 3607;

    public override string Name => "ServiceAccount";

    public override async ValueTask<Status?> ChangeAsync(AdmissionCall call, CancellationToken cancellation)
    {
        if (!call.IsCreate || !call.Concerns("pods")) return null;
        var pod = call.Body!;
        var (metadata, spec) = (pod.Object("metadata"), pod.Object("spec"));
        if (metadata["annotations"] is DraftObject annotations && annotations.Has("kubernetes.io/config.mirror")) return null;
        if (spec.String("serviceAccountName").Length == 0) spec["serviceAccountName"] = "default";
        var (@namespace, name) = (metadata.String("namespace"), spec.String("serviceAccountName"));
        spec["serviceAccount"] = name;
        if (await objects.FindAsync("serviceaccounts", @namespace, name, cancellation) is not { } account)
            return call.Forbidden($"error looking up service account {@namespace}/{name}: serviceaccount \"{name}\" not found");

        var mounts = spec["automountServiceAccountToken"] is { } said
            ? said.Kind == NodeKind.True
            : account.Root["automountServiceAccountToken"u8].AsBoolOrNull() ?? true;
        if (mounts) Mount(spec);
        if (spec["imagePullSecrets"] is not DraftArray { Count: > 0 } && account.Root["imagePullSecrets"u8] is { Exists: true } secrets)
            spec["imagePullSecrets"] = Draft.From(secrets);
        return null;
    }

    public override async ValueTask<Status?> CheckAsync(AdmissionCall call, CancellationToken cancellation)
    {
        var adds = call.IsUpdate && call.Concerns("pods", "ephemeralcontainers");
        if (!adds && !(call.IsCreate && call.Concerns("pods"))) return null;
        var (pod, spec) = (call.Body!, call.Body!.Object("spec"));
        if (!adds && call.HasAnnotation("kubernetes.io/config.mirror")) return SecretReferences.OfMirror(spec) is { } leads ? call.Forbidden(leads) : null;
        var account = await objects.FindAsync("serviceaccounts", pod.Object("metadata").String("namespace"), spec.String("serviceAccountName"), cancellation);
        if (account is null || !SecretReferences.AreLimited(account)) return null;
        return SecretReferences.Refusal(spec, account, adds) is { } why ? call.Forbidden(why) : null;
    }

    private void Mount(DraftObject spec)
    {
        var waiting = spec.Array("containers").Concat(spec["initContainers"] as DraftArray ?? []).OfType<DraftObject>()
            .Where(c => !c.Array("volumeMounts").OfType<DraftObject>().Any(m => m.String("mountPath") == MountPath)).ToList();
        if (waiting.Count == 0) return;
        var volume = spec.Array("volumes").OfType<DraftObject>().Select(v => v.String("name"))
            .FirstOrDefault(n => n.StartsWith("kube-api-access-", StringComparison.Ordinal));
        if (volume is null)
        {
            volume = "kube-api-access-" + ids.NextSuffix();
            spec.Array("volumes").Add(Projection(volume));
        }
        foreach (var container in waiting)
            container.Array("volumeMounts").Add(new DraftObject { ["name"] = volume, ["readOnly"] = true, ["mountPath"] = MountPath });
    }

    private static DraftObject Projection(string volume) => new()
    {
        ["name"] = volume,
        ["projected"] = new DraftObject
        {
            ["sources"] = new DraftArray(
            [
                new DraftObject { ["serviceAccountToken"] = new DraftObject { ["expirationSeconds"] = TokenSeconds, ["path"] = "token" } },
                new DraftObject
                {
                    ["configMap"] = new DraftObject
                    {
                        ["name"] = "kube-root-ca.crt",
                        ["items"] = new DraftArray([new DraftObject { ["key"] = "ca.crt", ["path"] = "ca.crt" }]),
                    },
                },
                new DraftObject
                {
                    ["downwardAPI"] = new DraftObject
                    {
                        ["items"] = new DraftArray(
                        [
                            new DraftObject
                            {
                                ["path"] = "namespace",
                                ["fieldRef"] = new DraftObject { ["apiVersion"] = "v1", ["fieldPath"] = "metadata.namespace" },
                            },
                        ]),
                    },
                },
            ]),
            ["defaultMode"] = 420,
        },
    };
}
