namespace Timonier.Kinds;

/// <summary>What makes metadata.generation of a kind grow.</summary>
public enum GenerationRule
{
    /// <summary>The kind has no generation.</summary>
    None,

    /// <summary>It is 1 for good.</summary>
    Once,

    /// <summary>A change of anything but metadata and status.</summary>
    Content,

    /// <summary>A change of anything but metadata.</summary>
    ContentAndStatus,

    /// <summary>The same or a change of annotations: a rollout records its reason there.</summary>
    ContentAndAnnotations,

    /// <summary>The same or a change of labels.</summary>
    ContentAndLabels,
}
