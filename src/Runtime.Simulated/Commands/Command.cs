using System.Globalization;
using Timonier.Kernel;

namespace Timonier.Runtime.Simulated.Commands;

/// <summary>The commands that are understood, as far as their answer follows from what a container was given.</summary>
internal static class Command
{
    private const int Missing = 127;

    /// <summary>Null: not one of them.</summary>
    public static CommandResult? Run(IReadOnlyList<string> words, ContainerView container, DateTimeOffset now)
    {
        var arguments = words.Skip(1).ToArray();
        switch (words[0].Split('/')[^1])
        {
            case "true" or ":" or "set" or "trap" or "wait" or "sync":
                return CommandResult.Done;
            case "false":
                return new CommandResult(1);
            case "exec" when arguments.Length > 0:
                return Run(arguments, container, now) is { } inner ? inner with { EndsShell = true } : null;
            case "exit":
                return new CommandResult(arguments.Length > 0 && int.TryParse(arguments[0], out var code) ? code & 0xff : 0) { EndsShell = true };
            case "sleep":
                return Sleep(arguments);
            case "pause":
            case "tail" when arguments is ["-f", "/dev/null"]:
                return CommandResult.Done with { Takes = Timeout.InfiniteTimeSpan };
            case "echo":
                return arguments is ["-n", .. var rest] ? new CommandResult(0, string.Join(' ', rest)) : new CommandResult(0, string.Join(' ', arguments) + "\n");
            case "hostname":
                return new CommandResult(0, (arguments is ["-i" or "-I"] ? string.Join(' ', container.Ips) : container.Hostname) + "\n");
            case "env":
            case "printenv" when arguments.Length == 0:
                return arguments.Length > 0 ? null : new CommandResult(0, string.Concat(container.Environment.Select(e => $"{e.Key}={e.Value}\n")));
            case "printenv":
                return container.Variable(arguments[0]) is { } value ? new CommandResult(0, value + "\n") : new CommandResult(1);
            case "pwd":
                return new CommandResult(0, (container.WorkingDirectory.Length > 0 ? container.WorkingDirectory : "/") + "\n");
            case "whoami":
                return new CommandResult(0, container.User is null or 0 ? "root\n" : $"whoami: unknown uid {container.User}\n");
            case "date":
                return new CommandResult(0, now.ToString("ddd MMM d HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture) + "\n");
            default:
                return null;
        }
    }

    public static CommandResult NotFound(string name) => new(Missing, "", $"sh: {name}: not found\n");

    private static CommandResult Sleep(string[] arguments)
    {
        if (arguments.Length == 0) return new CommandResult(1, "", "sleep: missing operand\n");
        if (arguments[0] is "infinity" or "inf") return CommandResult.Done with { Takes = Timeout.InfiniteTimeSpan };
        if (double.TryParse(arguments[0], CultureInfo.InvariantCulture, out var seconds) && seconds >= 0 && seconds < TimeSpan.MaxValue.TotalSeconds) return CommandResult.Done with { Takes = TimeSpan.FromSeconds(seconds) };
        return GoDuration.TryParse(arguments[0], out var span) && span >= TimeSpan.Zero ? CommandResult.Done with { Takes = span } : new CommandResult(1, "", $"sleep: invalid number '{arguments[0]}'\n");
    }
}
