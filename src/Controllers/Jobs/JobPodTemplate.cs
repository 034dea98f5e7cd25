using System.Globalization;
using Timonier.Controllers.Framework;
using Timonier.Documents;

namespace Timonier.Controllers.Jobs;

/// <summary>The pods of a Job: held by its finalizer, and with an index told of it by annotation, label, variable and host name.</summary>
internal static class JobPodTemplate
{
    private const string Variable = "JOB_COMPLETION_INDEX";

    // So much of a name is kept when the server adds its own part.
    private const int LongestPrefix = 58;

    public static DraftObject Make(JobModel job)
    {
        var pod = OwnedPod.Of(job.Source, job.Ownership);
        var finalizers = pod.Object("metadata").Array("finalizers");
        if (!finalizers.Any(f => f.AsString() == JobPod.Finalizer)) finalizers.Add(JobPod.Finalizer);
        return pod;
    }

    /// <param name="job">The Job.</param>
    /// <param name="index">The index it works on.</param>
    /// <param name="replaced">The last pod of the index that failed, whose failures it takes over.</param>
    public static DraftObject Make(JobModel job, int index, JobPod? replaced)
    {
        var pod = Make(job);
        var text = index.ToString(CultureInfo.InvariantCulture);
        var metadata = pod.Object("metadata");
        metadata["generateName"] = Prefix(job.Name, $"-{text}-");
        metadata.Object("annotations")[JobPod.IndexName] = text;
        metadata.Object("labels")[JobPod.IndexName] = text;
        var spec = pod.Object("spec");
        spec["hostname"] = $"{job.Name}-{text}";
        foreach (var list in (ReadOnlySpan<string>)["initContainers", "containers"])
            if (spec[list] is DraftArray containers)
                foreach (var container in containers) Tell((DraftObject)container);
        if (job.LimitPerIndex is not null) CountFailures(metadata.Object("annotations"), replaced);
        return pod;
    }

    private static string Prefix(string name, string end) => string.Concat(name.AsSpan(0, Math.Min(name.Length, LongestPrefix - end.Length)), end);

    private static void Tell(DraftObject container)
    {
        var variables = container.Array("env");
        if (variables.OfType<DraftObject>().Any(v => v.String("name") == Variable)) return;
        var field = new DraftObject { ["fieldPath"] = $"metadata.labels['{JobPod.IndexName}']" };
        variables.Add(new DraftObject { ["name"] = Variable, ["valueFrom"] = new DraftObject { ["fieldRef"] = field } });
    }

    private static void CountFailures(DraftObject annotations, JobPod? replaced)
    {
        var (failures, ignored) = (replaced?.EarlierFailures ?? 0, replaced?.EarlierIgnored ?? 0);
        if (replaced?.Verdict.Counts ?? false) failures++;
        else if (replaced is not null) ignored++;
        annotations[JobPod.FailuresName] = failures.ToString(CultureInfo.InvariantCulture);
        if (ignored > 0) annotations[JobPod.IgnoredFailuresName] = ignored.ToString(CultureInfo.InvariantCulture);
    }
}
