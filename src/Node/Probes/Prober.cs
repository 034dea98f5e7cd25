using System.Text;

namespace Timonier.Node.Probes;

/// <summary>Runs probes, one question at a time; messages are upstream's, because events carry them.</summary>
public sealed partial class Prober : IProber, IDisposable
{
    /// <summary>How much of an answer is read and told.</summary>
    private const int MaxAnswerBytes = 10 * 1024;

    /// <summary>Runs that could not be made at all are tried again before they are given up.</summary>
    private const int Attempts = 3;

    private readonly IContainerRuntime runtime;
    private readonly TimeProvider time;
    private readonly HttpMessageInvoker http;

    public Prober(IContainerRuntime runtime, TimeProvider time)
    {
        this.runtime = runtime;
        this.time = time;
        http = new HttpMessageInvoker(Connections());
    }

    public async Task<ProbeOutcome> RunAsync(ProbeSettings settings, ProbeTarget target, CancellationToken cancellation)
    {
        var outcome = await OnceAsync(settings, target, cancellation);
        for (var attempt = 1; attempt < Attempts && outcome.Result == ProbeResult.Unknown; attempt++)
            outcome = await OnceAsync(settings, target, cancellation);
        return outcome;
    }

    public void Dispose() => http.Dispose();

    private Task<ProbeOutcome> OnceAsync(ProbeSettings settings, ProbeTarget target, CancellationToken cancellation) => settings.Action switch
    {
        ProbeAction.Http action => HttpAsync(action, target, settings.Timeout, cancellation),
        ProbeAction.Tcp action => TcpAsync(action, target, settings.Timeout, cancellation),
        ProbeAction.Exec action => ExecAsync(action, target, settings.Timeout, cancellation),
        ProbeAction.Grpc action => GrpcAsync(action, target, settings.Timeout, cancellation),
        _ => Task.FromResult(ProbeOutcome.Unknown("missing probe handler")),
    };

    private async Task<ProbeOutcome> ExecAsync(ProbeAction.Exec action, ProbeTarget target, TimeSpan timeout, CancellationToken cancellation)
    {
        try
        {
            var ended = await runtime.ExecAsync(target.ContainerId, action.Command, timeout, cancellation);
            var answer = Answer(ended);
            return ended.ExitCode == 0 ? ProbeOutcome.Success(answer) : ProbeOutcome.Failure(answer);
        }
        catch (TimeoutException)
        {
            return ProbeOutcome.Failure($"command timed out: {GoText.Quote(string.Join(' ', action.Command))} timed out after {GoDuration.Format(timeout)}");
        }
        catch (RuntimeException refused)
        {
            return ProbeOutcome.Unknown(refused.Message);
        }
    }

    private static string Answer(ExecResult ended)
    {
        var fromOutput = Math.Min(ended.Stdout.Length, MaxAnswerBytes);
        var fromErrors = Math.Min(ended.Stderr.Length, MaxAnswerBytes - fromOutput);
        return Encoding.UTF8.GetString(ended.Stdout.AsSpan(0, fromOutput)) + Encoding.UTF8.GetString(ended.Stderr.AsSpan(0, fromErrors));
    }
}
