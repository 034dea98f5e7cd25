using Timonier.Documents;

namespace Timonier.Api.Writes;

/// <summary>The selector that a Job gets when its author leaves it to the server: its own uid, which no other Job's pods carry.</summary>
internal static class JobSelector
{
    private const string Prefix = "batch.kubernetes.io/";

    public static void Make(DraftObject job)
    {
        var (metadata, spec) = (job.Object("metadata"), job.Object("spec"));
        if (spec["manualSelector"]?.Kind == NodeKind.True) return;
        var labels = spec.Object("template").Object("metadata").Object("labels");
        Label(labels, "job-name", metadata.String("name"));
        Label(labels, "controller-uid", metadata.String("uid"));
        var selected = spec.Object("selector").Object("matchLabels");
        if (selected[Prefix + "controller-uid"] is null) selected[Prefix + "controller-uid"] = metadata.String("uid");
    }

    /// <summary>The label in its old and its new name. One that the author wrote stays: validation says when it is wrong.</summary>
    private static void Label(DraftObject labels, string name, string value)
    {
        if (labels[name] is not null) return;
        labels[name] = value;
        labels[Prefix + name] = value;
    }
}
