namespace Timonier.Runtime.Simulated.Commands;

/// <summary>What a simulated command does.</summary>
/// <param name="Code">With which it ends.</param>
internal sealed record CommandResult(int Code, string Output = "", string Errors = "")
{
    public static CommandResult Done { get; } = new(0);

    /// <summary>How long it takes; infinite for one that only a signal ends.</summary>
    public TimeSpan Takes { get; init; }

    /// <summary>It ends the shell that runs it.</summary>
    public bool EndsShell { get; init; }
}
