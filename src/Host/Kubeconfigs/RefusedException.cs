using Timonier.Documents;

namespace Timonier.Host.Kubeconfigs;

/// <summary>The server did not do what it was asked, and said why.</summary>
public sealed class RefusedException(int code, string answer) : IOException(Reason(answer) ?? $"the server answered {code}: {answer}")
{
    public int Code => code;

    private static string? Reason(string answer)
    {
        try
        {
            return Document.Parse(answer).Root["message"u8].AsString() is { Length: > 0 } message ? message : null;
        }
        catch (DocumentSyntaxException)
        {
            return null;
        }
    }
}
