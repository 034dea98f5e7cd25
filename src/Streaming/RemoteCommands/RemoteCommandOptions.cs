using Microsoft.AspNetCore.Http;

namespace Timonier.Streaming;

/// <summary>Which streams a client asked for.</summary>
public sealed record RemoteCommandOptions(bool Stdin, bool Stdout, bool Stderr, bool Tty)
{
    /// <summary>The API's parameter names, and the kubelet's own (<c>input</c>, <c>output</c>, <c>error</c>).</summary>
    public static RemoteCommandOptions Of(IQueryCollection query)
    {
        var tty = Has(query, "tty");
        // A terminal has one output only.
        return new(Has(query, "stdin") || Has(query, "input"), Has(query, "stdout") || Has(query, "output"), !tty && (Has(query, "stderr") || Has(query, "error")), tty);
    }

    private static bool Has(IQueryCollection query, string name) => query[name].ToString() is "1" or "true" or "True" or "TRUE" or "t" or "T";
}
