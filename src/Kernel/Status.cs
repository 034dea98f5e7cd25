using System.Collections.Immutable;

namespace Timonier.Kernel;

/// <summary>
/// The outcome of a request as the API tells it: HTTP code, machine-readable reason, message.
/// Named failures (<c>NotFound</c>, <c>Conflict</c> ...) are made in <c>Status.Failures.cs</c> in upstream's words.
/// </summary>
public sealed partial record Status(int Code, string Reason, string Message)
{
    public StatusDetails? Details { get; init; }

    /// <summary>With an expired page: the token by which the rest of the list can still be had, as it stands now.</summary>
    public string Continue { get; init; } = "";

    public bool IsFailure => Code >= 400;
    public bool IsNotFound => Code == 404;
    public bool IsConflict => Reason == "Conflict";
    public bool IsAlreadyExists => Reason == "AlreadyExists";
    public bool IsExpired => Code == 410;
}

/// <summary>What the outcome is about; <see cref="Kind"/> holds the resource name for most failures, as upstream has it.</summary>
public sealed record StatusDetails
{
    public string Name { get; init; } = "";
    public string Group { get; init; } = "";
    public string Kind { get; init; } = "";
    public string Uid { get; init; } = "";
    public int RetryAfterSeconds { get; init; }
    public ImmutableArray<StatusCause> Causes { get; init; } = [];
}

/// <summary>One reason among several, with the field it concerns, for example <c>spec.replicas</c>.</summary>
public sealed record StatusCause(string Reason, string Message, string Field);
