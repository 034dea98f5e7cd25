using Timonier.Api.Pipeline;
using Timonier.Documents;
using Timonier.Kernel;
using Timonier.Kinds;

namespace Timonier.Api.Admission.Requests;

/// <summary>One write in the words of <c>admission.k8s.io</c>, as webhooks are asked about it and expressions see it.</summary>
internal static class AdmissionRequest
{
    private const string Options = "meta.k8s.io/v1";

    /// <summary>All but the objects.</summary>
    public static DraftObject Of(AdmissionCall call, AdmissionSubject subject, string uid)
    {
        var asked = AdmissionSubject.Of(call);
        var request = new DraftObject { ["uid"] = uid, ["kind"] = KindOf(subject.Kind), ["resource"] = ResourceOf(subject.Resource) };
        Say(request, "subResource", subject.Subresource);
        request["requestKind"] = KindOf(asked.Kind);
        request["requestResource"] = ResourceOf(asked.Resource);
        Say(request, "requestSubResource", asked.Subresource);
        Say(request, "name", subject.Name);
        Say(request, "namespace", subject.Namespace);
        request["operation"] = subject.Verb;
        request["userInfo"] = UserOf(call.Call);
        request["dryRun"] = IsDryRun(call);
        request["options"] = OptionsOf(call);
        return request;
    }

    public static bool IsDryRun(AdmissionCall call) => call.Call.DryRun || call.Call.Delete.DryRun;

    private static DraftObject KindOf(Kind kind) => new() { ["group"] = kind.Group, ["version"] = kind.Version, ["kind"] = kind.Name };

    private static DraftObject ResourceOf(ResourceName resource) => new() { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Plural };

    private static DraftObject UserOf(ApiCall call)
    {
        var user = new DraftObject { ["username"] = call.User.Name };
        Say(user, "uid", call.User.Uid);
        if (call.User.Groups.Count > 0) user["groups"] = DraftArray.OfTexts(call.User.Groups);
        foreach (var (key, values) in call.User.Extra) user.Object("extra")[key] = DraftArray.OfTexts(values);
        return user;
    }

    private static Draft OptionsOf(AdmissionCall call)
    {
        var kind = call.Operation switch
        {
            AdmissionOperation.Create => "CreateOptions",
            AdmissionOperation.Update => "UpdateOptions",
            AdmissionOperation.Delete => "DeleteOptions",
            _ => "",
        };
        if (kind.Length == 0) return Draft.Null;
        var options = new DraftObject { ["kind"] = kind, ["apiVersion"] = Options };
        if (IsDryRun(call)) options["dryRun"] = DraftArray.OfTexts(["All"]);
        if (call.Operation == AdmissionOperation.Delete) Delete(options, call.Call.Delete);
        else Say(options, "fieldManager", call.Call.FieldManager);
        return options;
    }

    private static void Delete(DraftObject options, DeleteOptions wish)
    {
        if (wish.GracePeriodSeconds is { } grace) options["gracePeriodSeconds"] = grace;
        if (wish.OrphanDependents is { } orphan) options["orphanDependents"] = orphan;
        Say(options, "propagationPolicy", wish.PropagationPolicy);
        if (wish.PreconditionUid.Length > 0) options.Object("preconditions")["uid"] = wish.PreconditionUid;
        if (wish.PreconditionResourceVersion.Length > 0) options.Object("preconditions")["resourceVersion"] = wish.PreconditionResourceVersion;
    }

    private static void Say(DraftObject place, string name, string value)
    {
        if (value.Length > 0) place[name] = value;
    }
}
