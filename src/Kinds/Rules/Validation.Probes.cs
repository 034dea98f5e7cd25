using Timonier.Kernel;

namespace Timonier.Kinds;

public static partial class Validation
{
    private const int RealTimeSignals = 15;

    /// <summary>The signals that Linux knows by name, real-time ones included, in the order of their names.</summary>
    private static readonly string[] LinuxSignals =
    [
        .. ((string[])
        [
            "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT", "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE",
            "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGRTMAX", "SIGRTMIN", "SIGSEGV", "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP",
            "SIGTTIN", "SIGTTOU", "SIGURG", "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ",
        ]).Concat(Enumerable.Range(1, RealTimeSignals).Select(i => $"SIGRTMIN+{i}")).Concat(Enumerable.Range(1, RealTimeSignals - 1).Select(i => $"SIGRTMAX-{i}"))
            .Order(StringComparer.Ordinal),
    ];

    internal static void Probes(Place container)
    {
        foreach (var name in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            var probe = container[name];
            if (!probe.Exists) continue;
            Handler(probe, grace: null);
            foreach (var number in (string[])["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]) probe[number].NotNegative();
            var grace = probe["terminationGracePeriodSeconds"];
            if (grace.Exists && name == "readinessProbe") grace.Invalid("must not be set for readinessProbes");
            else if (grace.Exists && grace.Number <= 0) grace.Invalid("must be greater than 0");
            // Filled in by defaults; a probe that was never defaulted says nothing about it.
            if (name != "readinessProbe" && probe["successThreshold"].Exists && probe["successThreshold"].Number != 1) probe["successThreshold"].Invalid("must be 1");
        }
    }

    internal static void Lifecycle(Place lifecycle, long grace, string system)
    {
        foreach (var name in (string[])["postStart", "preStop"])
            if (lifecycle[name].Exists) Handler(lifecycle[name], grace);
        var signal = lifecycle["stopSignal"];
        if (!signal.Exists) return;
        if (system.Length == 0) signal.Forbidden("may not be set for containers with empty `spec.os.name`");
        else if (system == "windows") signal.OneOf("SIGKILL", "SIGTERM");
        else if (system == "linux") signal.OneOf(LinuxSignals);
    }

    internal static void Handler(Place handler, long? grace)
    {
        var present = ((string[])["exec", "httpGet", "tcpSocket", "grpc", "sleep"]).Where(n => handler[n].Exists).ToList();
        if (present.Count == 0)
        {
            handler.Required("must specify a handler type");
            return;
        }
        foreach (var more in present.Skip(1)) handler[more].Forbidden("may not specify more than 1 handler type");
        var action = handler[present[0]];
        switch (present[0])
        {
            case "exec":
                if (action["command"].Count == 0) action["command"].Required();
                break;
            case "httpGet":
                if (action["path"].Exists && action["path"].Text.Length == 0) action["path"].Required();
                PortNumberOrName(action["port"]);
                action["scheme"].OneOf("HTTP", "HTTPS");
                foreach (var header in action["httpHeaders"].Items) action["httpHeaders"].InvalidEach(header["name"].Text, Names.HttpHeaderName(header["name"].Text));
                break;
            case "tcpSocket":
                PortNumberOrName(action["port"]);
                break;
            case "grpc":
                action["port"].InvalidEach(Names.PortNumber(action["port"].Number));
                break;
            default:
                if (grace is { } limit && (action["seconds"].Number < 0 || action["seconds"].Number > limit))
                    action.Add(FieldErrors.Invalid(action.Path, action["seconds"].Number, $"must be non-negative and less than terminationGracePeriodSeconds ({limit})"));
                break;
        }
    }
}
