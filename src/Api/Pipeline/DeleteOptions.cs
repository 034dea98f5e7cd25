namespace Timonier.Api.Pipeline;

public sealed record DeleteOptions
{
    public static DeleteOptions None { get; } = new();

    public long? GracePeriodSeconds { get; init; }
    public string PropagationPolicy { get; init; } = "";
    public bool? OrphanDependents { get; init; }
    public string PreconditionUid { get; init; } = "";
    public string PreconditionResourceVersion { get; init; } = "";
    public bool DryRun { get; init; }

    /// <summary>Delete what cannot be read, without looking at it: finalizers and preconditions count for nothing then.</summary>
    public bool IgnoresReadError { get; init; }
}
