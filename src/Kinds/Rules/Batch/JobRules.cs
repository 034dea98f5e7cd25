using Timonier.Documents;
using Timonier.Kernel;
using static Timonier.Kinds.Validation;

namespace Timonier.Kinds;

/// <summary>Rules of Jobs, and of the Jobs that CronJobs make.</summary>
internal static class JobRules
{
    private const int MostParallel = 100_000;
    private const int ManyCompletions = 100_000;
    private const int MostParallelOfMany = 10_000;
    private const int MostFailed = 100_000;
    private const int MostFailedOfMany = 10_000;

    public static void Job(Place job)
    {
        var spec = job["spec"];
        if (!job.IsUpdate) GeneratedSelector(job);
        Template(spec);
        if (!spec["selector"].Exists) spec["selector"].Required();
        else Selector(spec["selector"]);
        SelectsTemplate(spec, LabelSelectors.Of(spec["selector"].Node));
        if (job.IsUpdate) JobUpdateRules.Update(spec);
        else if (IsIndexed(spec) && spec["completions"].Number > 0)
        {
            var name = job["metadata"]["name"];
            var longest = $"{name.Text}-{spec["completions"].Number - 1}";
            if (!Names.IsDns1123Label(longest)) name.Invalid($"will not able to create pod with invalid DNS label: {longest}");
        }
    }

    public static bool IsIndexed(Place spec) => spec["completionMode"].Text == "Indexed";

    /// <summary>A selector that nobody asked to write is the one that the server made.</summary>
    private static void GeneratedSelector(Place job)
    {
        var spec = job["spec"];
        var (uid, name) = (job["metadata"]["uid"].Text, job["metadata"]["name"].Text);
        if (spec["manualSelector"].Node.AsBool() || !spec["selector"].Exists) return;
        if (uid.Length == 0) job["metadata"]["uid"].Required();
        var expected = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["controller-uid"] = uid,
            ["job-name"] = name,
            ["batch.kubernetes.io/controller-uid"] = uid,
            ["batch.kubernetes.io/job-name"] = name,
        };
        var labels = spec.At("template.metadata")["labels"];
        foreach (var (key, value) in expected)
        {
            var label = labels.Key(key);
            if (!label.Exists) label.Required($"must be '{value}'");
            // Upstream shows all labels.
            else if (label.Text != value) (labels with { Path = label.Path }).Invalid($"must be '{value}'");
        }
        if (!LabelSelectors.Of(spec["selector"].Node).Matches(key => expected.GetValueOrDefault(key))) spec["selector"].Invalid("`selector` not auto-generated");
    }

    /// <summary>What a Job's spec must be whoever selects its pods.</summary>
    public static void Template(Place spec)
    {
        spec.NotNegative("parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished", "backoffLimitPerIndex", "maxFailedIndexes");
        if (spec["maxFailedIndexes"].Exists && !spec["backoffLimitPerIndex"].Exists) spec["backoffLimitPerIndex"].Required("when maxFailedIndexes is specified");
        var manager = spec["managedBy"];
        if (manager.Exists)
        {
            DomainPath(manager);
            manager.AtMostBytes(63);
        }
        spec["completionMode"].OneOf("NonIndexed", "Indexed");
        if (IsIndexed(spec)) Indexed(spec);
        if (spec["completionMode"].Text is "" or "NonIndexed")
            foreach (var field in spec.Present("backoffLimitPerIndex", "maxFailedIndexes")) field.Invalid("requires indexed completion mode");
        if (spec["podFailurePolicy"].Exists) JobPolicyRules.Failure(spec);
        if (spec["successPolicy"].Exists)
        {
            if (IsIndexed(spec)) JobPolicyRules.Success(spec);
            else spec["successPolicy"].Invalid("requires indexed completion mode");
        }
        var replacing = spec["podReplacementPolicy"];
        if (spec["podFailurePolicy"].Exists) replacing.OneOf("Failed");
        else replacing.OneOf("Failed", "TerminatingOrFailed");
        PodTemplate(spec["template"]);
        Restarts(spec.At("template.spec")["restartPolicy"], spec["podFailurePolicy"].Exists);
    }

    private static void Indexed(Place spec)
    {
        var (completions, parallel, failed) = (spec["completions"], spec["parallelism"], spec["maxFailedIndexes"]);
        if (!completions.Exists) completions.Required("when completion mode is Indexed");
        AtMost(parallel, MostParallel, $"must be less than or equal to {MostParallel} when completion mode is Indexed");
        if (completions.Exists) AtMost(failed, completions.Number, "must be less than or equal to completions");
        AtMost(failed, MostFailed, $"must be less than or equal to {MostFailed}");
        if (completions.Number <= ManyCompletions || !spec["backoffLimitPerIndex"].Exists) return;
        if (!failed.Exists) failed.Required($"must be specified when completions is above {ManyCompletions}");
        AtMost(parallel, MostParallelOfMany, $"must be less than or equal to {MostParallelOfMany} when completions are above {ManyCompletions} and used with backoff limit per index");
        AtMost(failed, MostFailedOfMany, $"must be less than or equal to {MostFailedOfMany} when completions are above {ManyCompletions} and used with backoff limit per index");
    }

    private static void AtMost(Place number, long limit, string detail)
    {
        if (number.Number > limit) number.Invalid(detail);
    }

    private static void Restarts(Place policy, bool mayFail)
    {
        if (policy.Text is "" or "Always") policy.Required("valid values: \"OnFailure\", \"Never\"");
        else if (policy.OneOf("OnFailure", "Never") && mayFail && policy.Text != "Never") policy.Invalid("only \"Never\" is supported when podFailurePolicy is specified");
    }
}
