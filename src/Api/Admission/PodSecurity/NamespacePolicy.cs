using Timonier.Documents;
using Timonier.Kernel;

namespace Timonier.Api.Admission.PodSecurity;

/// <summary>The standards that a namespace's labels ask for, and what is wrong with the labels.</summary>
/// <param name="Enforce">What refuses pods.</param>
/// <param name="Audit">What is noted of them.</param>
/// <param name="Warn">What their writers are told.</param>
/// <param name="Mistakes">Labels that cannot be read.</param>
internal sealed record NamespacePolicy(PodStandard Enforce, PodStandard Audit, PodStandard Warn, IReadOnlyList<StatusCause> Mistakes)
{
    private const string Prefix = "pod-security.kubernetes.io/";

    public static NamespacePolicy Of(Node labels, PodSecurityConfig config)
    {
        var mistakes = new List<StatusCause>();
        // Unreadable labels make enforcement strict, and leave audit and warnings out.
        return new NamespacePolicy(
            Read(labels, "enforce", config.Enforce, PodLevel.Restricted, mistakes),
            Read(labels, "audit", config.Audit, PodLevel.Privileged, mistakes),
            Read(labels, "warn", config.Warn, PodLevel.Privileged, mistakes),
            mistakes);
    }

    public bool SameMistakesAs(NamespacePolicy other) => Mistakes.SequenceEqual(other.Mistakes);

    private static PodStandard Read(Node labels, string mode, PodStandard usual, PodLevel unreadable, List<StatusCause> mistakes)
    {
        var standard = usual;
        var (level, version) = (labels[Prefix + mode], labels[Prefix + mode + "-version"]);
        if (level.Exists)
        {
            var read = PodStandard.ParseLevel(level.AsString());
            standard = standard with { Level = read ?? unreadable };
            if (read is null) mistakes.Add(Mistake(mode, level, "must be one of privileged, baseline, restricted"));
        }
        if (version.Exists)
        {
            var read = PodStandard.ParseMinor(version.AsString());
            standard = standard with { Minor = read ?? PodStandard.Latest };
            if (read is null) mistakes.Add(Mistake(mode + "-version", version, "must be \"latest\" or \"v1.x\""));
        }
        return standard;
    }

    private static StatusCause Mistake(string label, Node value, string why) => FieldErrors.Invalid($"metadata.labels[{Prefix}{label}]", value.AsString(), why);
}
