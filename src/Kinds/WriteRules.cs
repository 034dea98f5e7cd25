using System.Collections.Immutable;

namespace Timonier.Kinds;

/// <summary>How writes of a kind differ from those of the others; the words stand at the kind in the catalogue.</summary>
public sealed record WriteRules
{
    /// <summary>What makes metadata.generation grow.</summary>
    public GenerationRule Generation { get; init; }

    /// <summary>A PUT to a name that is free creates.</summary>
    public bool PutCreates { get; init; }

    /// <summary>Who updates must name the version that is replaced.</summary>
    public bool Versioned { get; init; }

    /// <summary>Dependents stay when a deletion does not say what becomes of them.</summary>
    public bool OrphansDependents { get; init; }

    /// <summary>A deletion answers the object as it was, and not a Status.</summary>
    public bool AnswersObject { get; init; }

    /// <summary>Who creates the object may say its status too.</summary>
    public bool StatusOnCreate { get; init; }

    /// <summary>The fields of metadata that a write of the status leaves as they are.</summary>
    public ImmutableArray<string> StatusKeeps { get; init; } = [];

    /// <summary>A write of the status changes nothing but the status.</summary>
    public bool StatusAlone { get; init; }

    internal static WriteRules Of(IReadOnlyDictionary<string, string> words) => new()
    {
        Generation = !words.TryGetValue("generation", out var what) ? GenerationRule.None : what switch
        {
            "" => GenerationRule.Content,
            "annotations" => GenerationRule.ContentAndAnnotations,
            "labels" => GenerationRule.ContentAndLabels,
            "once" => GenerationRule.Once,
            _ => throw new FormatException($"there is no generation={what}"),
        },
        PutCreates = words.ContainsKey("put-creates"),
        Versioned = words.ContainsKey("versioned"),
        OrphansDependents = words.ContainsKey("orphans"),
        AnswersObject = words.ContainsKey("answers-object"),
        StatusOnCreate = words.ContainsKey("status-on-create"),
        StatusKeeps = words.TryGetValue("status-keeps", out var kept) ? [.. kept.Split(',')] : [],
    };
}
