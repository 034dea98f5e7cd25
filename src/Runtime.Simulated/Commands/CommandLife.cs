using Timonier.Contracts.Runtime;
using Timonier.Runtime.Simulated.Lives;

namespace Timonier.Runtime.Simulated.Commands;

/// <summary>The life of a container as its own command says, where every word of it is understood: sleep 5 ends after five seconds.</summary>
internal static class CommandLife
{
    /// <summary>Null: it is not understood, or the image decides.</summary>
    public static IReadOnlyList<LifeStage>? Of(SandboxConfig pod, ContainerConfig container)
    {
        string[] words = [.. container.Command, .. container.Args];
        // A shell without input is at its end; one with input waits for it.
        if (Script.IsInteractive(words)) return container.Stdin ? [] : [new LifeStage(TimeSpan.Zero) { Exit = 0 }];
        var view = new ContainerView(pod, container, []);
        if (Script.Of(words, view.Variable) is not { } steps) return null;
        var stages = new List<LifeStage>();
        var (at, code) = (TimeSpan.Zero, 0);
        foreach (var step in steps)
        {
            if (!step.IsReached(code)) continue;
            // A moment of the real clock is not known ahead; who asks for it is not understood.
            if (step.Words[0] == "date" || Command.Run(step.Words, view, default) is not { } result) return null;
            foreach (var line in (result.Output + result.Errors).Split('\n', StringSplitOptions.RemoveEmptyEntries)) stages.Add(new LifeStage(at) { Log = line });
            if (result.Takes == Timeout.InfiniteTimeSpan) return stages;
            at += result.Takes;
            code = result.Code;
            if (result.EndsShell) break;
        }
        stages.Add(new LifeStage(at) { Exit = code });
        return stages;
    }
}
