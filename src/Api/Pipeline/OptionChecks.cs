using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Timonier.Contracts.Cluster;
using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Pipeline;

/// <summary>Options of requests that make no sense, in upstream's words; null where all is well.</summary>
internal static class OptionChecks
{
    public const string IgnoreReadError = "ignoreStoreReadErrorWithClusterBreakingPotential";

    private const string NotOlderThan = "NotOlderThan";
    private static readonly string[] Policies = ["Foreground", "Background", "Orphan"];

    public static Status? OfList(ListOptions options)
    {
        if (options.ResourceVersionMatch.Length == 0 && options.SendInitialEvents is null) return null;
        var causes = new List<StatusCause>();
        var match = options.ResourceVersionMatch;
        if (match.Length > 0)
        {
            if (options.ResourceVersion.Length == 0) causes.Add(Match("resourceVersionMatch is forbidden unless resourceVersion is provided"));
            if (options.Continue.Length > 0) causes.Add(Match("resourceVersionMatch is forbidden when continue is provided"));
            if (match is not ("Exact" or NotOlderThan)) causes.Add(FieldErrors.NotSupported("resourceVersionMatch", match, "Exact", NotOlderThan, ""));
            if (match == "Exact" && options.ResourceVersion == "0") causes.Add(Match("resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
        }
        if (options.SendInitialEvents is not null) causes.Add(FieldErrors.Forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
        return Refusal("ListOptions", causes);
    }

    public static Status? OfWatch(ListOptions options)
    {
        var causes = new List<StatusCause>();
        var match = options.ResourceVersionMatch;
        if (options.SendInitialEvents is not null && match != NotOlderThan) causes.Add(Match("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
        if (match.Length > 0)
        {
            if (options.SendInitialEvents is null) causes.Add(Match("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
            if (match != NotOlderThan) causes.Add(FieldErrors.NotSupported("resourceVersionMatch", match, NotOlderThan));
            if (options.Continue.Length > 0) causes.Add(Match("resourceVersionMatch is forbidden when continue is provided"));
        }
        return Refusal("ListOptions", causes);
    }

    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions.</param>
    /// <param name="patch">How a patch is written; null for other writes, and for a patch in an unknown form.</param>
    public static Status? OfWrite(string kind, IQueryCollection query, PatchKind? patch)
    {
        var causes = new List<StatusCause>();
        var manager = query["fieldManager"].ToString();
        if (patch == PatchKind.Apply && manager.Length == 0) causes.Add(FieldErrors.Required("fieldManager", "is required for apply patch"));
        if (patch is not (null or PatchKind.Apply) && query.ContainsKey("force")) causes.Add(FieldErrors.Forbidden("force", "may not be specified for non-apply patch"));
        if (Encoding.UTF8.GetByteCount(manager) > FieldManagers.MaxLength) causes.Add(FieldErrors.TooLong("fieldManager", FieldManagers.MaxLength));
        causes.AddRange(GoText.Unprintable(manager).Select(why => FieldErrors.Invalid("fieldManager", manager, why)));
        DryRun(query["dryRun"], causes);
        var validation = query["fieldValidation"].ToString();
        if (validation is not ("" or "Ignore" or "Warn" or "Strict")) causes.Add(FieldErrors.NotSupported("fieldValidation", validation, "", "Ignore", "Strict", "Warn"));
        return Refusal(kind, causes);
    }

    public static Status? OfDelete(DeleteOptions options, StringValues dryRun)
    {
        var causes = new List<StatusCause>();
        var policy = options.PropagationPolicy;
        if (options.OrphanDependents is not null && policy.Length > 0)
            causes.Add(FieldErrors.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        if (policy.Length > 0 && !Policies.Contains(policy)) causes.Add(FieldErrors.NotSupported("propagationPolicy", policy, [.. Policies, "nil"]));
        DryRun(dryRun, causes);
        if (options.IgnoresReadError) causes.AddRange(BesidesReadError(options).Select(other => FieldErrors.InvalidRaw(IgnoreReadError, "true", $"cannot be set together with .{other}")));
        return Refusal("DeleteOptions", causes);
    }

    private static IEnumerable<string> BesidesReadError(DeleteOptions options)
    {
        if (options.DryRun) yield return "dryRun";
        if (options.PropagationPolicy.Length > 0) yield return "propagationPolicy";
        if (options.OrphanDependents is not null) yield return "orphanDependents";
        if (options.GracePeriodSeconds is not null) yield return "gracePeriodSeconds";
        if (options.PreconditionUid.Length > 0 || options.PreconditionResourceVersion.Length > 0) yield return "preconditions";
    }

    private static void DryRun(StringValues said, List<StatusCause> causes)
    {
        if (said.All(v => v == "All")) return;
        var json = DraftArray.OfTexts(said.OfType<string>()).ToString();
        causes.Add(new StatusCause("FieldValueNotSupported", $"Unsupported value: {json}: supported values: \"All\"", "dryRun"));
    }

    private static StatusCause Match(string why) => FieldErrors.Forbidden("resourceVersionMatch", why);

    private static Status? Refusal(string kind, List<StatusCause> causes) => causes.Count == 0 ? null : Status.Invalid("meta.k8s.io", kind, "", causes);
}
